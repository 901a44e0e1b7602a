@NullMarked
package io.muster.runtime.pg.due;

import org.jspecify.annotations.NullMarked;
