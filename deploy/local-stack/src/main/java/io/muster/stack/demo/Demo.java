package io.muster.stack.demo;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.NamingException;

/** Runs the steps one after another until one fails, prints what was seen and writes {@code demo-report.html}. */
public final class Demo {
    private static final List<Step> STEPS = List.of(
            new PoliciesApplied(),
            new WarmUp(),
            new FeedThroughBulk(),
            new EveryVerb(),
            new HrOwnsItsAttributes(),
            new IdentityProvider(),
            new OwnType(),
            new EventsMeetTheContract(),
            new BirthrightAccounts(),
            new ScopeEdited(),
            new ChangesByHand(),
            new OnePersonAtATime(),
            new FileImported(),
            new AliceIsHired(),
            new AliceAsks(),
            new MomentKept(),
            new AliceMoves(),
            new AliceMarries(),
            new ContractEnds(),
            new BobLeaves(),
            new BobIsForgotten(),
            new RequestedAccessEnds(),
            new AuditAgreesWithTargets(),
            new AccessThen(),
            new ChangesByCause(),
            new AlicesChain(),
            new AuditListsEverything(),
            new LogProof());

    private final DemoStack stack;
    private final DemoSettings settings;
    private final PrintStream out;
    private final StepListener listener;

    /** A demo against this stack that prints here. */
    public Demo(DemoStack stack, DemoSettings settings, PrintStream out) {
        this(stack, settings, out, new StepListener() {});
    }

    /** The same with someone who is told of each step. */
    public Demo(DemoStack stack, DemoSettings settings, PrintStream out, StepListener listener) {
        this.stack = stack;
        this.settings = settings;
        this.out = out;
        this.listener = listener;
    }

    /** The names of the steps, in their order. */
    public static List<String> steps() {
        return STEPS.stream().map(Step::name).toList();
    }

    /** The services without which these steps show nothing. */
    public static Set<String> needs(Collection<String> steps) {
        return STEPS.stream()
                .filter(step -> steps.contains(step.name()))
                .flatMap(step -> step.needs().stream())
                .collect(toCollection(TreeSet::new));
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
            listener.began(run.id());
            for (var step : STEPS) {
                if (!listener.takes(step.name())) {
                    out.printf("– %s: left out%n", step.name());
                    continue;
                }
                listener.before(step.name());
                var result = take(step, run);
                listener.after(step.name(), result.failure());
                results.add(result);
                print(result);
                if (!result.passed()) {
                    break; // the later steps build on this one
                }
            }
            run.fact("look next", "./muster status, who PERSON, policy plan, logs; docs/tour.md");
            var report = new Report(run.id(), results, run.latencies(), run.facts(), STEPS.size(), run.chain());
            out.print(report.table());
            report.writeHtml(settings.report());
            out.printf("Report: %s%n", settings.report().toAbsolutePath());
        }
        return results.size() == STEPS.size() && results.stream().allMatch(StepResult::passed);
    }

    private StepResult take(Step step, Run run) throws InterruptedException {
        var evidence = new Evidence();
        long start = System.nanoTime();
        String failure = null;
        try {
            requireServices(step, run);
            Await.noLongerThan(awaited -> listener.patience(step.name(), awaited), () -> step.run(run, evidence));
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

    /** A step that cannot be seen is not left out: it has failed. */
    private static void requireServices(Step step, Run run) {
        var missing = step.needs().stream()
                .filter(service -> !run.has(service))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw new StepFailed("this stack has no " + String.join(", ", missing));
        }
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
