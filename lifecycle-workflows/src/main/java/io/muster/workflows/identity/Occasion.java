package io.muster.workflows.identity;

import io.muster.events.Lane;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What made an identity due, and so the cause of the events that the decision brings.
 *
 * @param eventId id of the causing event; null for what a person asked of this service directly
 */
public record Occasion(
        @Nullable String eventId,
        String correlationId,
        @Nullable String traceparent,
        Lane lane) {
    public Occasion {
        Objects.requireNonNull(correlationId);
        Objects.requireNonNull(lane);
    }
}
