package io.muster.runtime.clock;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The time that decides hire dates, durations and retention: real time plus an offset that a test or a demo may raise,
 * never lower. It counts in microseconds, as the stores do. Leases, back-off and the expiry of tokens use {@link RealTime}.
 */
public interface BusinessClock extends InstantSource {
    /** How far business time is ahead of real time; zero in production. */
    Duration offset();

    /** Whether it may be moved: only where {@code muster.test-clock=true}. */
    boolean movable();

    /**
     * Moves business time forward for every process of this service.
     *
     * @return the new offset
     * @throws IllegalStateException as failure of the Uni, if it is not {@link #movable}
     * @throws IllegalArgumentException as failure of the Uni, if {@code by} is negative
     */
    Uni<Duration> forward(Duration by);
}
