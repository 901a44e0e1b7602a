@NullMarked
package io.muster.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
