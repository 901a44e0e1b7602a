package io.muster.stack.demo;

import java.time.Duration;
import java.util.Optional;

/** Looks again and again until something is seen; a step fails on time only after {@link #LIMIT}. */
public final class Await {
    /** After this a step has failed on time. */
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Looks once: empty when all is as it should be, else what is missing. */
    public interface Look {
        Optional<String> missing() throws Exception;
    }

    private Await() {}

    /** Returns how long it took. */
    public static Duration until(String what, Look look) throws Exception {
        return until(what, LIMIT, look);
    }

    /** The same with another limit. */
    public static Duration until(String what, Duration limit, Look look) throws Exception {
        long start = System.nanoTime();
        var missing = look.missing();
        while (missing.isPresent()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new StepFailed("%s: not seen within %d s; %s".formatted(what, limit.toSeconds(), missing.get()));
            }
            Thread.sleep(PAUSE);
            missing = look.missing();
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
