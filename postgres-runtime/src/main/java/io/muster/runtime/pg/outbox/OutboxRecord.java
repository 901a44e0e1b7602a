package io.muster.runtime.pg.outbox;

import io.muster.events.Event;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be published.
 *
 * @param topic one of {@link io.muster.events.Topics}
 * @param key decides the partition and so the order
 * @param event null for a tombstone
 */
public record OutboxRecord(
        String topic, String key, @Nullable Event event) {
    public OutboxRecord {
        Objects.requireNonNull(topic);
        Objects.requireNonNull(key);
    }

    public static OutboxRecord of(String topic, String key, Event event) {
        return new OutboxRecord(topic, key, Objects.requireNonNull(event));
    }

    /** The null record that follows a delete on a state topic: compaction then forgets the key. */
    public static OutboxRecord tombstone(String topic, String key) {
        return new OutboxRecord(topic, key, null);
    }
}
