/** The runtime as a service has it, on real servers. */
@NullMarked
package io.muster.runtime.pg;

import org.jspecify.annotations.NullMarked;
