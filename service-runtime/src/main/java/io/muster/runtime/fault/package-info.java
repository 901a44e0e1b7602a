/** Named places at which a test may kill, stop or delay the process. Off unless the test clock is on. */
@NullMarked
package io.muster.runtime.fault;

import org.jspecify.annotations.NullMarked;
