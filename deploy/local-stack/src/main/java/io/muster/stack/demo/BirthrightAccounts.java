package io.muster.stack.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The accounts in both targets against what the policy files say, person by person and attribute by attribute. */
final class BirthrightAccounts implements Step {
    private static final Duration LIMIT = Duration.ofSeconds(60); // a thousand accounts with their groups

    @Override
    public String name() {
        return "Birthright";
    }

    @Override
    public String promise() {
        return "exactly the people that the policies name have an account, with every mapped attribute, and no other has";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var birthright = new Birthright(run.policies());
        var took = Await.until("the accounts of this run's people", LIMIT, () -> difference(run, birthright));
        evidence.seen("after %.1f s both targets agree with the policies", took.toMillis() / 1e3);
        count(run, evidence, "code-host", run.codeHost().accounts());
        count(run, evidence, "directory", run.directory().accounts());
    }

    /** What differs between both targets and the policies, among this run's people. */
    static Optional<String> difference(Run run, Birthright birthright) throws Exception {
        var now = run.businessNow();
        var codeHost = new HashMap<String, Account>();
        var directory = new HashMap<String, Account>();
        for (var person : run.people()) {
            if (birthright.isDue("code-host", person, now)) {
                codeHost.put(person.id(), birthright.codeHostAccount(person));
            }
            if (birthright.isDue("directory", person, now)) {
                directory.put(person.id(), birthright.directoryAccount(person));
            }
        }
        var differences = new ArrayList<String>();
        compare(run, "code-host", codeHost, run.codeHost().accounts(), differences);
        compare(run, "directory", directory, run.directory().accounts(), differences);
        return differences.isEmpty()
                ? Optional.empty()
                : Optional.of(differences.size() + " differences, first " + differences.getFirst());
    }

    private static void compare(
            Run run,
            String target,
            Map<String, Account> expected,
            Map<String, Account.Found> found,
            List<String> differences) {
        expected.forEach((identity, account) -> {
            var there = found.get(identity);
            var difference = there == null ? identity + " is missing" : account.differenceFrom(there.account());
            if (!difference.isEmpty()) {
                differences.add(target + ": " + difference);
            }
        });
        found.forEach((identity, account) -> {
            if (run.isOurs(identity) && account.account().active() && !expected.containsKey(identity)) {
                differences.add(target + ": " + identity + " has an account that no policy gives");
            }
        });
    }

    private static void count(Run run, Evidence evidence, String target, Map<String, Account.Found> found) {
        var active = found.values().stream()
                .filter(account -> run.isOurs(account.account().identity()))
                .filter(account -> account.account().active())
                .sorted(Comparator.comparing(
                        account -> run.person(account.account().identity()).sentAt()))
                .toList();
        for (var account : active) {
            var created = account.createdAt();
            if (created != null) {
                var sentAt = run.person(account.account().identity()).sentAt();
                run.latencies().add(target + ", created under load", Duration.between(sentAt, created));
            }
        }
        evidence.seen("%s: %d accounts", target, active.size());
        run.fact("accounts in " + target, String.valueOf(active.size()));
    }
}
