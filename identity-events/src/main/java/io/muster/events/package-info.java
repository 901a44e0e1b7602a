/**
 * The published contract: what travels between the services and to subscribers, as records, topics and a codec.
 *
 * <p>A subscriber depends on this package alone. Shapes evolve by optional fields only: a reader ignores fields and
 * types that it does not know.
 */
@NullMarked
package io.muster.events;

import org.jspecify.annotations.NullMarked;
