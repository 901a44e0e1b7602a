package io.muster.runtime.pg.due;

import io.muster.events.Event;
import io.muster.events.Lane;
import org.jspecify.annotations.Nullable;

/**
 * The event that made something due, so that what is done about it carries the chain on.
 *
 * @param eventId becomes the causation id
 * @param correlationId inherited
 * @param traceparent inherited
 * @param lane inherited
 */
public record Trigger(
        String eventId, String correlationId, @Nullable String traceparent, Lane lane) {
    public static Trigger of(Event event) {
        return new Trigger(event.id(), event.correlationId(), event.traceparent(), event.lane());
    }
}
