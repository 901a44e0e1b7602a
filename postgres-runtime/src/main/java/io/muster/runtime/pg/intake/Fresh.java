package io.muster.runtime.pg.intake;

import io.muster.events.Event;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a batch really changed.
 *
 * @param key of the record
 * @param event the newest of the key in the batch; null for a null record that found its row not deleted
 * @param earlier what the batch has of the key between the row as it was and {@code event}, oldest first: no state comes from it, but each was a
 *     change of its own
 * @param deleted whether the key is deleted now
 * @param replayed whether it lies before the end of bootstrap: fire nothing for it that fires once
 */
public record Fresh(String key, @Nullable Event event, List<Event> earlier, boolean deleted, boolean replayed) {
    public Fresh {
        Objects.requireNonNull(key);
        earlier = List.copyOf(earlier);
    }

    /** All that happened to the key, oldest first. */
    public List<Event> events() {
        return event == null
                ? earlier
                : Stream.concat(earlier.stream(), Stream.of(event)).toList();
    }
}
