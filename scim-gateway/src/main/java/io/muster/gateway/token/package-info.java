/**
 * Opaque bearer tokens of clients that know nothing of OIDC, beside the JWTs. Their secrets are shown once and kept nowhere; a revoked
 * one is refused by every replica within two seconds.
 */
@NullMarked
package io.muster.gateway.token;

import org.jspecify.annotations.NullMarked;
