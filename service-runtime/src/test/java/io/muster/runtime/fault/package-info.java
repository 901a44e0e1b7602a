@NullMarked
package io.muster.runtime.fault;

import org.jspecify.annotations.NullMarked;
