package io.muster.gateway.search;

import java.util.Objects;
import java.util.Optional;

/**
 * The place of a row in the order of a list, which lasts when the row is gone.
 *
 * @param key the sorted value as {@link SortKey#written}; empty where the row has none, and where the ids are the order
 */
record Position(Optional<String> key, String id) {
    Position {
        Objects.requireNonNull(key);
        Objects.requireNonNull(id);
    }
}
