package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.events.EventTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Everything that happened to Alice and why: each account event back to the call that set it off. */
final class AlicesChain implements Step {
    private static final String ACCOUNT = "io.muster.provisioning.account.";
    private static final String USER = "io.muster.identity.user.";

    @Override
    public String name() {
        return "Alice's chain";
    }

    @Override
    public String promise() {
        return "the audit tells everything that happened to Alice and why, from HR's call or her request to the account";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher", "audit-service");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var alice = run.called("Alice");
        Await.until("Alice's chain", () -> missing(run, alice));
        var chain = ask(run, alice);
        var events = byId(chain);
        int back = 0;
        for (var event : events.values()) {
            if (event.path("type").asText().startsWith(ACCOUNT)) {
                var way = way(events, event);
                if (back < 3 || way.size() > 3) {
                    evidence.seen("%s", String.join(" ← ", way));
                }
                back++;
            }
        }
        evidence.seen(
                "%d events, %d links; each of the %d account events goes back to HR's call or to her request",
                events.size(), chain.path("edges").size(), back);
        run.chain(chain);
    }

    /** All of hers that the audit lists must be in the chain, and both accounts' beginnings. */
    private static Optional<String> missing(Run run, Person alice) throws Exception {
        var events = byId(ask(run, alice));
        var missing = new ArrayList<String>();
        for (var item : AuditListsEverything.pages(run, "/audit/events?limit=500&subject=" + alice.id())) {
            var type = item.path("type").asText();
            if (!type.equals(EventTypes.AUDIT_READ)
                    && !events.containsKey(item.path("id").asText())) {
                missing.add(type);
            }
        }
        long created = events.values().stream()
                .filter(event -> event.path("type").asText().equals(EventTypes.ACCOUNT_CREATED))
                .count();
        return missing.isEmpty() && created >= 2
                ? Optional.empty()
                : Optional.of("%d accounts created, not in the chain: %s".formatted(created, missing));
    }

    private static JsonNode ask(Run run, Person alice) throws Exception {
        return run.http().get(run.url("audit-service") + "/audit/subjects/" + alice.id() + "/chain", run.auditor());
    }

    private static Map<String, JsonNode> byId(JsonNode chain) {
        var events = new HashMap<String, JsonNode>();
        chain.path("events").forEach(event -> events.put(event.path("id").asText(), event));
        return events;
    }

    /** From an account's event through its causes to what began it. */
    private static List<String> way(Map<String, JsonNode> events, JsonNode effect) {
        var way = new ArrayList<String>();
        var event = effect;
        while (true) {
            way.add(ChainDrawing.title(event));
            StepFailed.unless(way.size() <= events.size(), "the causes go round in a circle: " + way);
            var cause = event.path("causationId").asText("");
            if (cause.isEmpty()) {
                break;
            }
            StepFailed.unless(events.containsKey(cause), "the chain lacks the cause " + cause + " of " + event);
            event = Objects.requireNonNull(events.get(cause));
        }
        StepFailed.unless(isBeginning(event), "%s begins with neither HR nor a request: %s".formatted(way, event));
        return way;
    }

    private static boolean isBeginning(JsonNode event) {
        var type = event.path("type").asText();
        var actor = event.path("actor");
        var byHr = type.startsWith(USER)
                && actor.path("kind").asText().equals("client")
                && actor.path("id").asText().equals("hr");
        var asked = type.equals(EventTypes.REQUEST_CREATED)
                && actor.path("kind").asText().equals("person");
        return byHr || asked;
    }
}
