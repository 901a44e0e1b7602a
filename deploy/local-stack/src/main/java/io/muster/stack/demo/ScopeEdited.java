package io.muster.stack.demo;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.muster.stack.organization.ScimUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** One scope of the policies is edited, in a copy, and applied; afterwards the original is applied again. */
final class ScopeEdited implements Step {
    private static final double GOAL_SECONDS = 15;
    private static final String APPLICATION = "code-host";
    private static final Pattern SCOPE = Pattern.compile("(\\{name: engineers, scope: ')([^']*)(')");

    /** So many people at once neither look like an accident to the limits of revocations, nor like nobody. */
    private static final int A_FEW = 5;

    @Override
    public String name() {
        return "Scope edited";
    }

    @Override
    public String promise() {
        return "after ./muster policy apply of one edited scope exactly the people that the policy files name gain or lose the account";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher", "audit-service");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var original = new Birthright(run.policies());
        var since = run.businessNow();
        var edited = Files.createTempDirectory("muster-policies");
        try {
            var scope = edit(run, original, edited);
            evidence.seen("the scope of engineers is now: %s", scope);
            var changed = new Birthright(edited.resolve("policies"));
            var losers = minus(due(run, original), due(run, changed));
            var gainers = minus(due(run, changed), due(run, original));
            if (losers.isEmpty() || gainers.isEmpty()) {
                throw new StepFailed("the edited scope takes from %s and gives to %s".formatted(losers, gainers));
            }
            try {
                apply(run, evidence, edited, changed, "%d lose and %d gain".formatted(losers.size(), gainers.size()));
            } finally {
                run.muster("policy", "apply", run.settings().organization().toString());
            }
            var took = Await.until("the accounts as before", () -> BirthrightAccounts.difference(run, original));
            evidence.seen("applied as it was: as before after %.1f s", took.toMillis() / 1e3);
            Await.until("the audit's changes", () -> otherChanges(run, since, losers, gainers));
            evidence.seen("the audit has these %d changes forth and back and no other", losers.size() + gainers.size());
        } finally {
            delete(edited);
        }
    }

    private static void apply(Run run, Evidence evidence, Path edited, Birthright changed, String who)
            throws Exception {
        run.muster("policy", "apply", edited.toString());
        var took = Await.until("the accounts by the edited scope", () -> BirthrightAccounts.difference(run, changed));
        evidence.seen(
                "%s the account, nobody else: in both targets after %.1f s (goal %.0f s)",
                who, took.toMillis() / 1e3, GOAL_SECONDS);
    }

    /** Copies the organization's files and edits the scope: a few engineers of this run out, a few others in. */
    private static String edit(Run run, Birthright original, Path copy) throws Exception {
        var organization = run.settings().organization();
        try (var files = Files.walk(organization)) {
            for (var file : files.filter(f -> !f.equals(organization)).toList()) {
                Files.copy(file, copy.resolve(organization.relativize(file).toString()));
            }
        }
        var out = aFew(run, original, true);
        var in = aFew(run, original, false);
        var file = copy.resolve("policies/applications.yaml");
        var text = Files.readString(file);
        var matcher = SCOPE.matcher(text);
        if (!matcher.find()) {
            throw new StepFailed(file + " has no scope of engineers");
        }
        var scope = "(%s and not (%s)) or (%s)".formatted(matcher.group(2), filter(run, out), filter(run, in));
        Files.writeString(file, text.substring(0, matcher.start(2)) + scope + text.substring(matcher.end(2)));
        return scope;
    }

    /** What a few people share who are at work and have the account, or have it not. */
    private record Group(String costCenter, String title) {
        static Group of(Person person) {
            return new Group(
                    person.user().at("/" + ScimUsers.ENTERPRISE + "/costCenter").asText(),
                    person.user().path("title").asText());
        }
    }

    private static Group aFew(Run run, Birthright birthright, boolean withAccount) throws Exception {
        var now = run.businessNow();
        var people = new ArrayList<Person>();
        for (var person : run.people()) {
            if (birthright.isDue("directory", person, now)
                    && birthright.isDue(APPLICATION, person, now) == withAccount) {
                people.add(person);
            }
        }
        return people.stream().collect(groupingBy(Group::of, LinkedHashMap::new, toList())).entrySet().stream()
                .min(Comparator.comparingInt(group -> Math.abs(group.getValue().size() - A_FEW)))
                .map(Map.Entry::getKey)
                .orElseThrow(() -> new StepFailed(
                        "this run has nobody at work " + (withAccount ? "with" : "without") + " an account"));
    }

    private static String filter(Run run, Group group) {
        return "%s:employeeNumber sw \"%s-\" and %s:costCenter eq \"%s\" and title eq \"%s\""
                .formatted(ScimUsers.ENTERPRISE, run.id(), ScimUsers.ENTERPRISE, group.costCenter(), group.title());
    }

    private static Set<String> due(Run run, Birthright birthright) throws Exception {
        var now = run.businessNow();
        var due = new TreeSet<String>();
        for (var person : run.people()) {
            if (birthright.isDue(APPLICATION, person, now)) {
                due.add(person.id());
            }
        }
        return due;
    }

    private static Set<String> minus(Set<String> all, Set<String> others) {
        var left = new TreeSet<>(all);
        left.removeAll(others);
        return left;
    }

    /** Each loser lost and got it back, each gainer got and lost it, in this order, and nobody else of this run. */
    private static Optional<String> otherChanges(Run run, Instant since, Set<String> losers, Set<String> gainers)
            throws Exception {
        var expected = new TreeMap<String, List<String>>();
        losers.forEach(loser -> expected.put(loser, List.of("revoked", "granted")));
        gainers.forEach(gainer -> expected.put(gainer, List.of("granted", "revoked")));
        var found = new TreeMap<String, List<String>>();
        for (var item : AuditListsEverything.pages(run, "/audit/changes?from=" + since)) {
            var identity = item.path("identity").asText();
            if (run.isOurs(identity) && item.path("application").asText().equals(APPLICATION)) {
                found.computeIfAbsent(identity, unused -> new ArrayList<>())
                        .add(item.path("change").asText());
            }
        }
        if (found.equals(expected)) {
            return Optional.empty();
        }
        return Optional.of("it has %s instead of %s".formatted(found, expected));
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
