/** Business time (what decides that something is due) and real time (leases, back-off, expiry of tokens). */
@NullMarked
package io.muster.runtime.clock;

import org.jspecify.annotations.NullMarked;
