package io.muster.runtime.clock;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Where a service keeps how far its business time is ahead. */
public interface ClockStore {
    /** The offset, zero if nobody ever moved it. */
    Uni<Duration> offset();

    /** Adds to the offset and returns the new one. {@code by} is not negative. */
    Uni<Duration> forward(Duration by);
}
