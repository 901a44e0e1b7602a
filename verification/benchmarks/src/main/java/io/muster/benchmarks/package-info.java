/** Speed, measured at its effect and beside what the same machine does without Muster in the same run. */
@NullMarked
package io.muster.benchmarks;

import org.jspecify.annotations.NullMarked;
