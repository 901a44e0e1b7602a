/** The sink of the intake: versioned upserts, offsets and due marks in one transaction. */
@NullMarked
package io.muster.runtime.pg.intake;

import org.jspecify.annotations.NullMarked;
