package io.muster.runtime.pg.due;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a work loop runs.
 *
 * @param kind of the marks that it works on
 * @param concurrency most claims at once in this process
 * @param poll how often to look where nothing wakes it
 * @param lease how long a silent worker keeps its claim; null for {@code muster.lease}
 * @param firstBackoff wait after the first failure; doubles with each, with jitter
 * @param longestBackoff where the doubling ends
 * @param lowest the lowest priority that is claimed now: {@code () -> backlog.slow() ? INTERACTIVE : BACKGROUND}
 */
public record LoopSettings(
        String kind,
        int concurrency,
        Duration poll,
        @Nullable Duration lease,
        Duration firstBackoff,
        Duration longestBackoff,
        Supplier<Priority> lowest) {
    public LoopSettings {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(lowest);
        if (concurrency < 1 || poll.isNegative() || poll.isZero()) {
            throw new IllegalArgumentException("concurrency and poll must be positive");
        }
    }

    /** Four at once, looking every 250 ms, back-off from a second to five minutes, all priorities. */
    public static LoopSettings of(String kind) {
        return new LoopSettings(
                kind,
                4,
                Duration.ofMillis(250),
                null,
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                () -> Priority.BACKGROUND);
    }

    public LoopSettings withConcurrency(int claims) {
        return new LoopSettings(kind, claims, poll, lease, firstBackoff, longestBackoff, lowest);
    }

    public LoopSettings withPoll(Duration every) {
        return new LoopSettings(kind, concurrency, every, lease, firstBackoff, longestBackoff, lowest);
    }

    public LoopSettings withLease(Duration length) {
        return new LoopSettings(kind, concurrency, poll, length, firstBackoff, longestBackoff, lowest);
    }

    public LoopSettings withBackoff(Duration first, Duration longest) {
        return new LoopSettings(kind, concurrency, poll, lease, first, longest, lowest);
    }

    public LoopSettings withLowest(Supplier<Priority> priority) {
        return new LoopSettings(kind, concurrency, poll, lease, firstBackoff, longestBackoff, priority);
    }
}
