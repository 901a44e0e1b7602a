package io.muster.events;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event, a CloudEvent 1.0 in binary mode on Kafka.
 *
 * @param id unique for ever (UUIDv7)
 * @param source the service that says it, {@code scim-gateway}
 * @param type one of {@link EventTypes}, or a type that a newer release has
 * @param subject the person whom it is about wherever there is one, else the group, else {@code service/object}
 * @param time when it was recorded
 * @param correlationId the same along everything that one request set off
 * @param causationId id of the event that caused this one
 * @param traceparent W3C trace context
 * @param lane how urgent its cause was
 * @param data the value
 */
public record Event(
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        String correlationId,
        @Nullable String causationId,
        @Nullable String traceparent,
        Lane lane,
        EventData data) {
    public Event {
        Objects.requireNonNull(id);
        Objects.requireNonNull(source);
        Objects.requireNonNull(type);
        Objects.requireNonNull(subject);
        Objects.requireNonNull(time);
        Objects.requireNonNull(correlationId);
        Objects.requireNonNull(lane);
        Objects.requireNonNull(data);
    }

    /** Whether this event's (epoch, version) is higher than the given one: the order of a state topic's key. */
    public boolean isNewerThan(int epoch, long version) {
        return data.epoch() > epoch || (data.epoch() == epoch && data.version() > version);
    }
}
