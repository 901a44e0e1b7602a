package io.muster.stack.demo;

import io.muster.events.EventTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Somebody changes accounts in the targets themselves, past Muster: a comparison finds it and puts it back. */
final class ChangesByHand implements Step {
    private static final List<String> TARGETS = List.of("code-host", "directory");

    @Override
    public String name() {
        return "Changes by hand";
    }

    @Override
    public String promise() {
        return "what is changed by hand in a target, an attribute or an account disabled, is found, put back and in the audit";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher", "audit-service");
    }

    /**
     * One change by hand.
     *
     * @param what as the drift event names it
     * @param expected the account as the policies say
     */
    private record Change(Person person, String target, String what, Account expected) {}

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var changes = change(run, evidence);
        long start = System.nanoTime();
        for (var target : TARGETS) {
            run.http()
                    .send(
                            "POST",
                            run.url("outbound-dispatcher") + "/targets/" + target + "/reconciliation",
                            run.administrator(),
                            null)
                    .expect(202);
        }
        for (var change : changes) {
            var userName = change.person().user().path("userName").asText();
            Await.until(
                    "%s's account in %s as it was".formatted(userName, change.target()),
                    () -> differences(run, change));
            evidence.seen(
                    "%s, %s: as it was %.1f s later", change.target(), userName, (System.nanoTime() - start) / 1e9);
        }
        for (var change : changes) {
            Await.until("the drift in the audit", () -> unnoticed(run, change));
        }
        evidence.seen("%d drifts in the audit, each with its account and what had changed", changes.size());
    }

    private static List<Change> change(Run run, Evidence evidence) throws Exception {
        var birthright = new Birthright(run.policies());
        var now = run.businessNow();
        var people = new ArrayList<Person>();
        for (var person : run.people()) {
            if (people.size() < 4 && birthright.isDue("code-host", person, now)) {
                people.add(person);
            }
        }
        if (people.size() < 4) {
            throw new StepFailed("this run has too few people on the code host: " + people.size());
        }
        var changes = List.of(
                new Change(people.get(0), "code-host", "changed", birthright.codeHostAccount(people.get(0))),
                new Change(people.get(1), "code-host", "disabled", birthright.codeHostAccount(people.get(1))),
                new Change(people.get(2), "directory", "changed", birthright.directoryAccount(people.get(2))),
                new Change(people.get(3), "directory", "disabled", birthright.directoryAccount(people.get(3))));
        for (var change : changes) {
            byHand(run, evidence, change);
        }
        return changes;
    }

    private static void byHand(Run run, Evidence evidence, Change change) throws Exception {
        var before = found(run, change).orElseThrow(() -> new StepFailed("no account to change: " + change));
        var key = before.key();
        boolean disables = change.what().equals("disabled");
        if (change.target().equals("code-host")) {
            if (disables) {
                run.codeHost().disableByHand(key);
            } else {
                run.codeHost().changeByHand(key, "title", "Superuser");
            }
        } else if (disables) {
            run.directory().disableByHand(key);
        } else {
            run.directory().changeByHand(key, "title", "Superuser");
        }
        var difference = differences(run, change);
        evidence.seen(
                "%s, by hand: %s",
                change.target(), difference.orElseThrow(() -> new StepFailed("nothing was changed: " + change)));
    }

    private static Optional<Account.Found> found(Run run, Change change) throws Exception {
        var identity = change.person().id();
        return change.target().equals("code-host")
                ? run.codeHost().account(identity)
                : run.directory().account(identity);
    }

    private static Optional<String> differences(Run run, Change change) throws Exception {
        var difference = found(run, change)
                .map(found -> change.expected().differenceFrom(found.account()))
                .orElse("the account is gone");
        return difference.isEmpty() ? Optional.empty() : Optional.of(difference);
    }

    private static Optional<String> unnoticed(Run run, Change change) throws Exception {
        var path = "/audit/events?subject=%s&application=%s&type=%s"
                .formatted(change.person().id(), change.target(), EventTypes.DRIFT_DETECTED);
        var drifts = run.http().pages(run.url("audit-service") + path, run.auditor());
        boolean noticed = drifts.stream()
                .anyMatch(drift -> drift.path("cause").asText().equals("reconciliation")
                        && drift.at("/details/reason").asText().equals(change.what()));
        return noticed ? Optional.empty() : Optional.of(change.what() + " is not among " + drifts);
    }
}
