package io.muster.stack.demo;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Alice marries: another family name and another user name, which both targets name their accounts by. */
final class AliceMarries implements Step {
    private static final String FAMILY_NAME = "Marchetti-Lindqvist";

    @Override
    public String name() {
        return "Rename";
    }

    @Override
    public String promise() {
        return "Alice marries: both targets show her new names on the accounts that she had";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var alice = run.called("Alice");
        var before = BothTargets.of(run, alice);
        var userName = "alice.lindqvist." + run.id();
        var changed = run.change(
                alice,
                List.of(
                        new ScimPatch.Change("userName", userName),
                        new ScimPatch.Change("name.familyName", FAMILY_NAME),
                        new ScimPatch.Change("name.formatted", "Alice " + FAMILY_NAME),
                        new ScimPatch.Change("displayName", "Alice " + FAMILY_NAME)));
        StepFailed.unless(
                changed.user().path("userName").asText().equals(userName),
                "the gateway answers with " + changed.user().path("userName"));
        var took = Await.until("the new names in both targets", () -> missing(run, alice, userName));
        var now = BothTargets.of(run, alice);
        now.keepTheIdsOf(before);
        evidence.seen("before: %s", before);
        evidence.seen("after %d ms: %s, the same accounts", took.toMillis(), now);
    }

    private static Optional<String> missing(Run run, Person alice, String userName) throws Exception {
        var both = BothTargets.of(run, alice);
        var right = shows(both.codeHost(), "userName", userName, "name.familyName", "maintainer")
                && shows(both.directory(), "uid", userName, "sn", "sales");
        return right ? Optional.empty() : Optional.of(both.toString());
    }

    private static boolean shows(
            Optional<Account.Found> found,
            String nameAttribute,
            String userName,
            String familyAttribute,
            String groups) {
        return found.map(Account.Found::account)
                .filter(Account::active)
                .map(Account::attributes)
                .filter(seen -> userName.equals(seen.get(nameAttribute)))
                .filter(seen -> FAMILY_NAME.equals(seen.get(familyAttribute)))
                .filter(seen -> ("Alice " + FAMILY_NAME).equals(seen.get("displayName")))
                .filter(seen -> groups.equals(seen.get("groups")))
                .isPresent();
    }
}
