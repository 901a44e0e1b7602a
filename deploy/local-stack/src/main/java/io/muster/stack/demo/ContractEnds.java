package io.muster.stack.demo;

import io.muster.stack.organization.ScimUsers;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Two contractors: the last day of one passes, the other's contract is not valid for a while; then both go on. */
final class ContractEnds implements Step {
    private static final String END_DATE = ScimUsers.EMPLOYMENT + ":endDate";
    private static final String STATUS = ScimUsers.EMPLOYMENT + ":status";

    @Override
    public String name() {
        return "Contract end";
    }

    @Override
    public String promise() {
        return "when a contract ends, all accounts are disabled; when it is extended, the same accounts are enabled again";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var today = run.today(ZoneId.of("Europe/Paris"));
        var conrad = contractor(run, "Conrad", today);
        var celia = contractor(run, "Celia", today);
        var before = new LinkedHashMap<Person, BothTargets>();
        for (var person : List.of(conrad, celia)) {
            Await.until("accounts of a contractor", () -> BothTargets.missing(run, person, true));
            before.put(person, BothTargets.of(run, person));
        }

        change(run, conrad, END_DATE, today.minusDays(1).toString());
        change(run, celia, STATUS, "leave");
        all(run, evidence, before, false, "last day yesterday, and contract not valid");
        change(run, conrad, END_DATE, today.plusDays(90).toString());
        change(run, celia, STATUS, "active");
        all(run, evidence, before, true, "extended by HR, and valid again");
    }

    private static Person contractor(Run run, String given, LocalDate today) throws Exception {
        var user = Somebody.named(run, given, "Engineering", today.minusDays(100), null)
                .put("userType", "Contractor");
        user.withObject("/" + ScimUsers.EMPLOYMENT)
                .put("employmentType", "Contractor")
                .put("endDate", today.plusDays(20).toString());
        return run.hire(user);
    }

    private static void change(Run run, Person person, String attribute, String value) throws Exception {
        run.change(person, List.of(new ScimPatch.Change(attribute, value)));
    }

    private static void all(Run run, Evidence evidence, Map<Person, BothTargets> before, boolean active, String because)
            throws Exception {
        var took = Await.until(
                "accounts " + (active ? "enabled" : "disabled"), () -> missing(run, before.keySet(), active));
        evidence.seen("%s: %s after %d ms", because, active ? "enabled" : "disabled", took.toMillis());
        for (var person : before.entrySet()) {
            var now = BothTargets.of(run, person.getKey());
            now.keepTheIdsOf(person.getValue());
            evidence.seen("  %s", now);
        }
    }

    private static Optional<String> missing(Run run, Set<Person> people, boolean active) throws Exception {
        for (var person : people) {
            var missing = BothTargets.missing(run, person, active);
            if (missing.isPresent()) {
                return missing;
            }
        }
        return Optional.empty();
    }
}
