/** Readiness that falls when the process loses what it needs and comes back by itself. */
@NullMarked
package io.muster.runtime.health;

import org.jspecify.annotations.NullMarked;
