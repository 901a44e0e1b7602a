package io.muster.stack.demo;

import io.muster.events.EventTypes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The retention of Bob's accounts ends, in each target on its own day. */
final class BobIsForgotten implements Step {
    private static final Duration BEFORE = Duration.ofHours(1);

    /** The services see the end of someone a moment after HR's call. */
    private static final Duration AFTER = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "Retention";
    }

    @Override
    public String promise() {
        return "Bob's accounts stay disabled until their retention ends, in each application after its own time, and are deleted then";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher", "audit-service");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var bob = run.called("Bob");
        var ends = ends(run, bob);
        for (var end :
                ends.entrySet().stream().sorted(Map.Entry.comparingByValue()).toList()) {
            run.clockTo(end.getValue().minus(BEFORE));
            asDue(run, evidence, bob, ends);
            run.clockTo(end.getValue().plus(AFTER));
            asDue(run, evidence, bob, ends);
            Await.until("the deletion in the audit", () -> deletion(run, bob, end.getKey(), end.getValue()));
        }
    }

    /** When the policy files say that the account goes, in Bob's own calendar. */
    private static Map<String, Instant> ends(Run run, Person bob) throws Exception {
        var birthright = new Birthright(run.policies());
        var left = run.endOf(bob).atZone(ZoneId.of(bob.user().path("timezone").asText()));
        var ends = new TreeMap<String, Instant>();
        for (var application : Set.of("code-host", "directory")) {
            ends.put(application, left.plus(birthright.retention(application)).toInstant());
        }
        return ends;
    }

    private static void asDue(Run run, Evidence evidence, Person bob, Map<String, Instant> ends) throws Exception {
        var now = run.businessNow();
        var expected = new TreeMap<String, String>();
        ends.forEach((application, end) -> expected.put(application, now.isBefore(end) ? "disabled" : "gone"));
        Await.until("Bob's accounts at " + now, () -> {
            var found = new TreeMap<String, String>();
            found.put("code-host", shown(run.codeHost().account(bob.id())));
            found.put("directory", shown(run.directory().account(bob.id())));
            return found.equals(expected) ? Optional.empty() : Optional.of(found + " instead of " + expected);
        });
        evidence.seen("%s: %s", now, expected);
    }

    private static String shown(Optional<Account.Found> found) {
        return found.map(account -> account.account().active() ? "active" : "disabled")
                .orElse("gone");
    }

    /** Decided once, and not before the end of the retention: an account that went an hour early is seen here. */
    private static Optional<String> deletion(Run run, Person bob, String application, Instant end) throws Exception {
        var path = "/audit/events?subject=%s&application=%s&type=%s"
                .formatted(bob.id(), application, EventTypes.GRANT_REVOKED);
        var revoked = run.http().pages(run.url("audit-service") + path, run.auditor());
        boolean once = revoked.size() == 1
                && !Instant.parse(revoked.getFirst().path("time").asText()).isBefore(end);
        return once ? Optional.empty() : Optional.of("after %s the audit has: %s".formatted(end, revoked));
    }
}
