package io.muster.stack.demo;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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
        Await.until(
                "code-host", () -> difference(run, "code-host", run.codeHost().accounts()));
        Await.until(
                "directory", () -> difference(run, "directory", run.directory().accounts()));
        evidence.seen("code-host and directory: the same people in the audit and in the target");
    }

    private static Optional<String> difference(Run run, String application, Map<String, Account.Found> found)
            throws Exception {
        var inTarget = new TreeSet<String>();
        found.forEach((identity, account) -> {
            if (run.isOurs(identity) && account.account().active()) {
                inTarget.add(identity);
            }
        });
        var inAudit = new TreeSet<String>();
        for (var item : AuditListsEverything.pages(run, "/audit/access?application=" + application)) {
            var identity = item.path("identity").asText();
            if (run.isOurs(identity) && item.at("/observed/status").asText().equals("active")) {
                inAudit.add(identity);
            }
        }
        if (inAudit.equals(inTarget)) {
            return Optional.empty();
        }
        var onlyTarget = new TreeSet<>(inTarget);
        onlyTarget.removeAll(inAudit);
        return Optional.of("%d in %s, %d in the audit; only in the target: %s"
                .formatted(
                        inTarget.size(),
                        application,
                        inAudit.size(),
                        onlyTarget.stream().limit(3).toList()));
    }
}
