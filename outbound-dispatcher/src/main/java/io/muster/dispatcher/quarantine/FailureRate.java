package io.muster.dispatcher.quarantine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Tries of the last five minutes. */
final class FailureRate {
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int FEWEST = 20;
    private static final double MOST_FAILED = 0.4;
    private static final int MOST_KEPT = 10_000;

    private record Try(Instant at, boolean failed) {}

    private final Deque<Try> tries = new ArrayDeque<>();
    private int failures;

    /** Counts one; whether by now too many failed. */
    synchronized boolean count(Instant now, boolean failed) {
        tries.addLast(new Try(now, failed));
        failures += failed ? 1 : 0;
        Instant oldest = now.minus(WINDOW);
        while (tries.size() > MOST_KEPT || tries.getFirst().at().isBefore(oldest)) {
            failures -= tries.removeFirst().failed() ? 1 : 0;
        }
        return tries.size() >= FEWEST && failures > tries.size() * MOST_FAILED;
    }
}
