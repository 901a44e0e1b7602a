package io.muster.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The value of a record, {@code data} of the CloudEvent.
 *
 * @param actor who did it
 * @param cause what kind of thing made it happen
 * @param reason a human sentence and the machine reference
 * @param epoch raised when a store is restored from a backup; consumers compare (epoch, version)
 * @param version +1 per (topic, key), never restarts for a key; 0 on history topics, which are deduplicated by id
 * @param occurredAt business time
 * @param recordedAt real time
 * @param changes what changed, by attribute
 * @param resource on state topics the whole after-image (of a delete: the last image)
 * @param details on history topics what the event says beyond its type
 */
public record EventData(
        Actor actor,
        Cause cause,
        Reason reason,
        int epoch,
        long version,
        Instant occurredAt,
        Instant recordedAt,
        List<Change> changes,
        @Nullable ObjectNode resource,
        @Nullable ObjectNode details) {
    public EventData {
        Objects.requireNonNull(actor);
        Objects.requireNonNull(cause);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(occurredAt);
        Objects.requireNonNull(recordedAt);
        changes = changes == null ? List.of() : List.copyOf(changes);
    }
}
