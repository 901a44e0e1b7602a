package io.muster.stack.demo;

import io.muster.events.EventTypes;
import io.muster.stack.organization.ScimUsers;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Alice moves from engineering to sales with access that she asked for, Moira without. */
final class AliceMoves implements Step {
    private static final String DEPARTMENT = ScimUsers.ENTERPRISE + ":department";

    @Override
    public String name() {
        return "Move";
    }

    @Override
    public String promise() {
        return "who moves from engineering to sales loses what engineers have and has what sales need, in both targets, with the same"
                + " accounts, and no account that is kept was disabled in between";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var alice = run.called("Alice");
        var moira = run.called("Moira");
        var aliceBefore = BothTargets.of(run, alice);
        var moiraBefore = BothTargets.of(run, moira);
        evidence.seen("Alice before: %s", aliceBefore);
        long written = lastWrite(run);

        var move =
                List.of(new ScimPatch.Change(DEPARTMENT, "Sales"), new ScimPatch.Change("title", "Account Executive"));
        run.change(alice, move);
        run.change(moira, move);
        var took = Await.until("the move in both targets", () -> missing(run, alice, moira));

        var aliceNow = BothTargets.of(run, alice);
        evidence.seen("Alice after %.1f s: %s", took.toMillis() / 1e3, aliceNow);
        aliceNow.keepTheIdsOf(aliceBefore);
        evidence.seen("Moira, who had asked for nothing: %s", BothTargets.of(run, moira));
        StepFailed.unless(
                BothTargets.of(run, moira)
                        .directory()
                        .map(Account.Found::id)
                        .equals(moiraBefore.directory().map(Account.Found::id)),
                "Moira's entry in the directory is another one than before");
        expiry(run, evidence, alice);
        neverDisabled(run, evidence, written, alice, moira);
    }

    private static Optional<String> missing(Run run, Person alice, Person moira) throws Exception {
        var hers = BothTargets.of(run, alice);
        var others = BothTargets.of(run, moira);
        var right = is(hers.codeHost(), "maintainer")
                && is(hers.directory(), "sales")
                && is(others.directory(), "sales")
                && others.codeHost().isEmpty();
        return right ? Optional.empty() : Optional.of("Alice %s; Moira %s".formatted(hers, others));
    }

    private static boolean is(Optional<Account.Found> found, String groups) {
        return found.map(Account.Found::account)
                .filter(Account::active)
                .map(Account::attributes)
                .filter(seen -> "Account Executive".equals(seen.get("title")))
                .filter(seen -> groups.equals(seen.get("groups")))
                .isPresent();
    }

    /** Only what she asked for keeps her on the code host now: the access itself says when it ends. */
    private static void expiry(Run run, Evidence evidence, Person alice) throws Exception {
        var access = run.http()
                .get(run.url("lifecycle-workflows") + "/identities/" + alice.id() + "/access", run.administrator())
                .path("items");
        var due = run.requestedAccessEndsAt().toString();
        for (var item : access) {
            var application = item.path("application").asText();
            if (application.equals("code-host")) {
                var ends = item.path("validTo").asText();
                StepFailed.unless(ends.equals(due), "her access ends at '%s' instead of %s".formatted(ends, due));
                evidence.seen("her access to code-host is by request alone and ends at %s", ends);
            } else if (application.equals("crm")) {
                evidence.seen("and she has: %s", item);
            }
        }
        StepFailed.unless(
                access.findValuesAsText("application").containsAll(List.of("code-host", "crm")),
                "she lacks code-host or crm: " + access);
    }

    private static void neverDisabled(Run run, Evidence evidence, long written, Person alice, Person moira)
            throws Exception {
        var writes = run.codeHost().writes(written).stream()
                .filter(write -> write.path("externalId").asText().equals(alice.id()))
                .toList();
        StepFailed.unless(
                writes.stream()
                        .noneMatch(write ->
                                write.has("active") && !write.path("active").asBoolean()),
                "the code host received a write that disabled Alice: " + writes);
        try (var reader =
                new TopicReader(run.status().at("/kafka/bootstrapServers").asText())) {
            reader.readToEnd();
            for (var read : reader.events()) {
                var event = read.event();
                var details = event.data().details();
                var target = details == null ? "" : details.path("target").asText();
                var kept = event.subject().equals(alice.id())
                        || (event.subject().equals(moira.id()) && target.equals("directory"));
                var takes = Set.of(EventTypes.ACCOUNT_DISABLED, EventTypes.ACCOUNT_DELETED)
                        .contains(event.type());
                StepFailed.unless(!(kept && takes), "an account that is kept was taken away in between: " + event);
            }
        }
        evidence.seen(
                "%d writes of hers at the code host, none disables; no account.disabled on the topic", writes.size());
    }

    private static long lastWrite(Run run) throws Exception {
        var writes = run.codeHost().writes(0);
        return writes.isEmpty() ? 0 : writes.getLast().path("sequence").asLong();
    }
}
