/** Every refusal leaves the gateway in SCIM's form (RFC 7644 §3.12). */
@NullMarked
package io.muster.gateway.error;

import org.jspecify.annotations.NullMarked;
