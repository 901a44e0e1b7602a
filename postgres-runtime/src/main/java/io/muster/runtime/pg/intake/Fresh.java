package io.muster.runtime.pg.intake;

import io.muster.events.Event;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a batch really changed.
 *
 * @param key of the record
 * @param event the newest of the key in the batch; null for a null record that found its row not deleted
 * @param deleted whether the key is deleted now
 * @param replayed whether it lies before the end of bootstrap: fire nothing for it that fires once
 */
public record Fresh(String key, @Nullable Event event, boolean deleted, boolean replayed) {
    public Fresh {
        Objects.requireNonNull(key);
    }
}
