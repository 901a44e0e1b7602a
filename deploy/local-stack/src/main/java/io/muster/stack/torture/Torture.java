package io.muster.stack.torture;

import io.muster.stack.demo.Evidence;
import io.muster.stack.demo.StepFailed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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

    /** Runs them all. */
    public static List<Result> run(Rig rig, List<Scenario> scenarios, Consumer<String> progress)
            throws InterruptedException {
        var results = new ArrayList<Result>();
        for (var scenario : scenarios) {
            progress.accept("%d/%d %s: %s"
                    .formatted(results.size() + 1, scenarios.size(), scenario.name(), scenario.promise()));
            var result = run(rig, scenario);
            results.add(result);
            result.seen().forEach(line -> progress.accept("  " + line));
            progress.accept("  %s after %.1f s"
                    .formatted(
                            result.failure() == null ? "KEPT" : "BROKEN: " + result.failure(),
                            result.took().toMillis() / 1e3));
        }
        return results;
    }

    private static Result run(Rig rig, Scenario scenario) throws InterruptedException {
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
