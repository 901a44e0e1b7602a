/** Business time, which {@code at=} means; its offset lies in MongoDB. */
@NullMarked
package io.muster.audit.clock;

import org.jspecify.annotations.NullMarked;
