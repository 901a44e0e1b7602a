/** Errors over HTTP: RFC 9457 problems, also for what the framework refuses by itself. */
@NullMarked
package io.muster.runtime.problem;

import org.jspecify.annotations.NullMarked;
