package io.muster.runtime.intake;

import io.muster.runtime.paging.Page;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where unreadable records wait for a person. An optional bean beside the {@link Sink}. */
public interface Parking {
    /** Oldest first. */
    Uni<Page<ParkedRecord>> list(@Nullable String cursor, int limit);

    Uni<Optional<ParkedRecord>> find(String id);

    /** Writes a record that has become readable as if it had just arrived, and takes it off the list: one commit. */
    Uni<Void> driveAgain(String id, Arrival readable);

    /** How many wait. */
    Uni<Long> count();

    /**
     * A parked record.
     *
     * @param value its bytes, null for none
     */
    record ParkedRecord(
            String id,
            Position at,
            @Nullable String key,
            @Nullable Bytes value,
            Map<String, String> headers,
            String cause,
            Instant parkedAt) {
        public ParkedRecord {
            headers = Map.copyOf(headers);
        }
    }
}
