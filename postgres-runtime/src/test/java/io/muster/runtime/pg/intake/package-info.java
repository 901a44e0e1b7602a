@NullMarked
package io.muster.runtime.pg.intake;

import org.jspecify.annotations.NullMarked;
