package io.muster.stack.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Looks again and again until something is seen; a step fails on time only after {@link #LIMIT}. */
public final class Await {
    /** After this a step has failed on time. */
    public static final Duration LIMIT = Duration.ofSeconds(30);

    /** Between two looks at what no one can be told of: targets, mails and the audit answer, they do not call. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** How long a step of this thread may wait at most for what is named, where that is less than usual. */
    private static final ThreadLocal<Function<String, Duration>> LONGEST = new ThreadLocal<>();

    /** Looks once: empty when all is as it should be, else what is missing. */
    public interface Look {
        Optional<String> missing() throws Exception;
    }

    /** What is run with less patience. */
    interface Work {
        void run() throws Exception;
    }

    private Await() {}

    /** Runs something that waits for each thing no longer than this: who has broken what it waits for need not wait for half a minute. */
    static void noLongerThan(Function<String, Duration> longest, Work work) throws Exception {
        LONGEST.set(longest);
        try {
            work.run();
        } finally {
            LONGEST.remove();
        }
    }

    /** Returns how long it took. */
    public static Duration until(String what, Look look) throws Exception {
        return until(what, LIMIT, look);
    }

    /** The same with another limit. */
    public static Duration until(String what, Duration limit, Look look) throws Exception {
        var longest = LONGEST.get();
        var allowed = longest == null ? limit : longest.apply(what);
        var patience = allowed.compareTo(limit) < 0 ? allowed : limit;
        long start = System.nanoTime();
        var missing = look.missing();
        while (missing.isPresent()) {
            if (System.nanoTime() - start > patience.toNanos()) {
                throw new StepFailed(
                        "%s: not seen within %d s; %s".formatted(what, patience.toSeconds(), missing.get()));
            }
            Thread.sleep(PAUSE);
            missing = look.missing();
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
