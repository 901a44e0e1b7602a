package io.muster.stack.torture;

import io.muster.stack.demo.Evidence;
import io.muster.stack.demo.StepFailed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs scenarios one after another on one stack, tells how they go, and goes on after one that failed. */
public final class Torture {
    /**
     * How one scenario went.
     *
     * @param failure what was seen instead, null if the promise was kept
     */
    public record Result(
            String name,
            String promise,
            Instant begun,
            Duration took,
            List<String> seen,
            @Nullable String failure) {
        public Result {
            seen = List.copyOf(seen);
        }
    }

    private Torture() {}

    /** What is told while they run. */
    public interface Progress {
        /** A line for who waits. */
        void say(String line);

        /** How all went that have ended by now: a run of an hour may be cut off. */
        void ended(List<Result> results) throws IOException;
    }

    /** Runs them all. */
    public static List<Result> run(Rig rig, List<Scenario> scenarios, Progress progress)
            throws InterruptedException, IOException {
        var results = new ArrayList<Result>();
        for (var scenario : scenarios) {
            progress.say("%d/%d %s: %s"
                    .formatted(results.size() + 1, scenarios.size(), scenario.name(), scenario.promise()));
            var result = run(rig, scenario);
            results.add(result);
            result.seen().forEach(line -> progress.say("  " + line));
            progress.say("  %s after %.1f s"
                    .formatted(
                            result.failure() == null ? "KEPT" : "BROKEN: " + result.failure(),
                            result.took().toMillis() / 1e3));
            progress.ended(List.copyOf(results));
        }
        return results;
    }

    /** Runs one. */
    public static Result run(Rig rig, Scenario scenario) throws InterruptedException {
        var evidence = new Evidence();
        var begun = InstantSource.system().instant();
        long start = System.nanoTime();
        String failure = null;
        try {
            scenario.run(rig, evidence);
        } catch (InterruptedException e) {
            throw e;
        } catch (StepFailed e) {
            failure = e.getMessage();
        } catch (Exception e) { // whatever a protocol throws at a scenario is this scenario's failure
            failure = e.toString();
        }
        return new Result(
                scenario.name(),
                scenario.promise(),
                begun,
                Duration.ofNanos(System.nanoTime() - start),
                evidence.lines(),
                failure);
    }
}
