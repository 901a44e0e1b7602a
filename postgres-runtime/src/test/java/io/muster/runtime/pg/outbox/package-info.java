@NullMarked
package io.muster.runtime.pg.outbox;

import org.jspecify.annotations.NullMarked;
