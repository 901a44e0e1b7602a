package io.muster.stack.demo;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Set;

/** Bob is set inactive by HR. */
final class BobLeaves implements Step {
    private static final Duration GOAL = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "Bob leaves";
    }

    @Override
    public String promise() {
        return "HR sets Bob inactive: his accounts are disabled in both targets, none is deleted";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var bob = run.hire(Somebody.named(run, "Bob", "Engineering", run.today(ZoneId.of("Europe/Paris")), null));
        Await.until("Bob's accounts", () -> BothTargets.missing(run, bob, true));
        var left = run.now();
        run.ended(bob, run.businessNow());
        run.http()
                .send("PATCH", run.scim() + "/Users/" + bob.id(), run.hr(), EveryVerb.replaceActive(false))
                .expect(200);
        run.add(new Person(bob.id(), bob.user().put("active", false), left));
        var took = Await.until("Bob's accounts disabled", () -> BothTargets.missing(run, bob, false));
        evidence.seen("both disabled after %d ms (goal %d ms)", took.toMillis(), GOAL.toMillis());
        run.codeHost().disabledAt(bob.id(), left).ifPresent(at -> {
            var latency = Duration.between(left, at);
            run.latencies().add("code-host, disabled, one person", latency);
            evidence.seen("the code host received it %d ms after HR's call", latency.toMillis());
        });
    }
}
