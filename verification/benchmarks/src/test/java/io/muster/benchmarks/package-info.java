@NullMarked
package io.muster.benchmarks;

import org.jspecify.annotations.NullMarked;
