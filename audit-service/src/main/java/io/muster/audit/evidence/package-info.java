/**
 * Proofs for those who do not trust this service.
 *
 * <p>Must hold here: what {@code /log} shows without a token has no personal data; a proof is made against a checkpoint that is
 * signed; a dump can be checked with this service stopped.
 */
@NullMarked
package io.muster.audit.evidence;

import org.jspecify.annotations.NullMarked;
