/**
 * PATCH (RFC 7644 §3.5.2): operations in sequence on a copy, all or none. What clients send beside the RFC is accepted
 * where the RFC would answer with an error and the meaning is plain; where strict and tolerant reading end in different
 * states, a {@link io.muster.scim.patch.PatchProfile} decides.
 */
@NullMarked
package io.muster.scim.patch;

import org.jspecify.annotations.NullMarked;
