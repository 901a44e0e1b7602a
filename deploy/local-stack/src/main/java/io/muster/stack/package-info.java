/** The launcher: {@code ./muster up} and the other commands. What must hold here: no secret in what is logged. */
@NullMarked
package io.muster.stack;

import org.jspecify.annotations.NullMarked;
