package io.muster.stack.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The default duration of the package that Alice asked for passes. */
final class RequestedAccessEnds implements Step {
    private static final Duration LIMIT = Duration.ofSeconds(60); // a month passes for everybody
    private static final Duration PAST = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "Expiry";
    }

    @Override
    public String promise() {
        return "when the package's duration is over, what Alice asked for is gone from the target by itself, and nothing else of hers";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var alice = run.called("Alice");
        var before = run.directory().account(alice.id()).map(Account.Found::id);
        var left = Duration.between(run.businessNow(), run.requestedAccessEndsAt());
        if (!left.isNegative()) {
            StepFailed.unless(
                    run.codeHost().account(alice.id()).isPresent(), "it is gone before its time, " + left + " early");
            run.clockTo(run.requestedAccessEndsAt().plus(PAST));
            evidence.seen("the business clock was moved to %s", run.businessNow());
        }
        var took = Await.until("Alice's access has ended", LIMIT, () -> missing(run, alice));
        evidence.seen("%.1f s later: %s", took.toMillis() / 1e3, BothTargets.of(run, alice));
        StepFailed.unless(
                run.directory().account(alice.id()).map(Account.Found::id).equals(before),
                "her entry in the directory is another one than before");
    }

    private static Optional<String> missing(Run run, Person alice) throws Exception {
        var both = BothTargets.of(run, alice);
        var right = both.codeHost().isEmpty()
                && both.directory().filter(found -> found.account().active()).isPresent();
        return right ? Optional.empty() : Optional.of(both.toString());
    }
}
