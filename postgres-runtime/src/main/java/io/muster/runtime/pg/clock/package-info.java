/** The offset of business time as a row, {@code business_now()} in SQL. */
@NullMarked
package io.muster.runtime.pg.clock;

import org.jspecify.annotations.NullMarked;
