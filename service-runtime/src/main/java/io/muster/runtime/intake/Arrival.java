package io.muster.runtime.intake;

import io.muster.events.Event;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A record that has arrived: read, or a tombstone, or unreadable. */
public sealed interface Arrival {
    /** Where it lies. */
    Position at();

    /**
     * An event.
     *
     * @param key the record's key
     * @param replayed whether it lies before the noted end of bootstrap: it is state, nothing fires for it
     */
    record Received(Position at, String key, Event event, boolean replayed) implements Arrival {}

    /** A null record: the key's last event was a delete. */
    record Tombstone(Position at, String key, boolean replayed) implements Arrival {}

    /**
     * A record that cannot be read, or that the store can never take.
     *
     * @param key null if the record had none
     * @param value null if the record had none
     * @param headers as text
     * @param cause what is wrong, for a person
     */
    record Parked(
            Position at, @Nullable String key, @Nullable Bytes value, Map<String, String> headers, String cause)
            implements Arrival {
        public Parked {
            Objects.requireNonNull(cause);
            headers = Map.copyOf(headers);
        }
    }
}
