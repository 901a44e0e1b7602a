package io.muster.stack.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.naming.NamingException;

/** Runs the steps one after another until one fails, prints what was seen and writes {@code demo-report.html}. */
public final class Demo {
    private static final List<Step> STEPS = List.of(
            new PoliciesApplied(),
            new FeedThroughBulk(),
            new EveryVerb(),
            new HrOwnsItsAttributes(),
            new EventsMeetTheContract(),
            new BirthrightAccounts(),
            new OnePersonAtATime(),
            new BobLeaves(),
            new AuditAgreesWithTargets(),
            new AuditListsEverything());

    private final DemoStack stack;
    private final DemoSettings settings;
    private final PrintStream out;

    /** A demo against this stack that prints here. */
    public Demo(DemoStack stack, DemoSettings settings, PrintStream out) {
        this.stack = stack;
        this.settings = settings;
        this.out = out;
    }

    /**
     * Runs the demo.
     *
     * @return whether every step was seen
     */
    public boolean run() throws IOException, InterruptedException, NamingException {
        var results = new ArrayList<StepResult>();
        try (var run = new Run(stack, settings, InstantSource.system())) {
            out.printf("Demo %s against %s%n%n", run.id(), run.scim());
            var planned = planned(run);
            for (var step : planned) {
                var result = take(step, run);
                results.add(result);
                print(result);
                if (!result.passed()) {
                    break; // the later steps build on this one
                }
            }
            var report = new Report(run.id(), results, run.latencies(), run.facts(), planned.size());
            out.print(report.table());
            report.writeHtml(settings.report());
            out.printf("Report: %s%n", settings.report().toAbsolutePath());
        }
        return !results.isEmpty() && results.stream().allMatch(StepResult::passed);
    }

    /** The steps whose services are part of this build; the others are named, not passed over. */
    private List<Step> planned(Run run) {
        var planned = new ArrayList<Step>();
        for (var step : STEPS) {
            var missing = step.needs().stream()
                    .filter(service -> !run.has(service))
                    .sorted()
                    .toList();
            if (missing.isEmpty()) {
                planned.add(step);
            } else {
                out.printf("– %s: left out, this build has no %s%n", step.name(), String.join(", ", missing));
            }
        }
        return planned;
    }

    private static StepResult take(Step step, Run run) throws InterruptedException {
        var evidence = new Evidence();
        long start = System.nanoTime();
        String failure = null;
        try {
            step.run(run, evidence);
        } catch (InterruptedException e) {
            throw e;
        } catch (StepFailed e) {
            failure = e.getMessage();
        } catch (Exception e) { // whatever a protocol throws at a step is this step's failure
            failure = e.toString();
        }
        return new StepResult(
                step.name(), step.promise(), evidence.lines(), Duration.ofNanos(System.nanoTime() - start), failure);
    }

    private void print(StepResult result) {
        out.printf(
                "%s %s (%.1f s): %s%n",
                result.passed() ? "✔" : "✘", result.name(), result.took().toMillis() / 1e3, result.promise());
        result.seen().forEach(line -> out.printf("    %s%n", line));
        if (result.failure() != null) {
            out.printf("    FAILED: %s%n", result.failure());
        }
    }
}
