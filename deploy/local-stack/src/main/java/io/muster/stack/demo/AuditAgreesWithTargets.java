package io.muster.stack.demo;

import java.util.Set;

/** Who has an account in each application: the audit's listing beside the targets'. */
final class AuditAgreesWithTargets implements Step {
    @Override
    public String name() {
        return "Who has what";
    }

    @Override
    public String promise() {
        return "the audit's list of who has an account in an application is what the application itself shows";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher", "audit-service");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        Await.until("the audit and the targets at one", () -> AccessThen.difference(run, Moment.seen(run), ""));
        var now = Moment.seen(run);
        for (var application : now.active().keySet()) {
            int people = now.in(application).size();
            evidence.seen("%s: the same %d people in the audit and in the application", application, people);
            run.fact("accounts in " + application, "%d of this run's people".formatted(people));
        }
    }
}
