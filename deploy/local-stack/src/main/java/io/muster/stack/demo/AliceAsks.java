package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.stack.organization.ScimUsers;
import java.io.IOException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** Alice asks for an access package, her manager approves; another one would break a separation of duties. */
final class AliceAsks implements Step {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PACKAGE = "code-maintainer";
    private static final String OTHER = "code-auditor";
    private static final String RULE = "merge-and-audit";
    private static final String ENTITLEMENT = "maintainer";

    @Override
    public String name() {
        return "Request";
    }

    @Override
    public String promise() {
        return "Alice asks for an access package, her manager approves, it is hers in the target until its default duration is over;"
                + " a second one that breaks a separation of duties is refused with the rule's name";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var alice = run.called("Alice");
        var manager = run.person(
                alice.user().at("/" + ScimUsers.ENTERPRISE + "/manager/value").asText());
        var hired = run.today(zone(alice)).minusDays(100);
        var moira = run.hire(Somebody.named(run, "Moira", "Engineering", hired, manager.id()));
        Await.until("Moira's accounts", () -> BothTargets.missing(run, moira, true));
        Await.until("Alice as a developer", () -> inGroups(run, alice, "developer"));

        var pending = ask(run, evidence, alice);
        var approved = approve(run, evidence, manager, pending.path("id").asText());
        expires(run, evidence, zone(alice), approved);
        Await.until("Alice as a maintainer", () -> inGroups(run, alice, "developer,maintainer"));
        evidence.seen("now: %s", BothTargets.of(run, alice));
        because(run, evidence, alice, pending.path("id").asText());
        refused(run, evidence, alice);
    }

    private static JsonNode ask(Run run, Evidence evidence, Person alice) throws Exception {
        var asked = run.http().send("POST", requests(run), run.tokenOf(alice.id()), request(alice, PACKAGE));
        evidence.seen(asked.exchange());
        var pending = asked.expect(201);
        StepFailed.unless("pending".equals(pending.path("status").asText()), "the request is not pending: " + pending);
        return pending;
    }

    private static JsonNode approve(Run run, Evidence evidence, Person manager, String request) throws Exception {
        var approvals = run.url("lifecycle-workflows") + "/approvals";
        var token = run.tokenOf(manager.id());
        var waiting = run.http().get(approvals + "?approver=me", token).path("items");
        var ids = waiting.findValuesAsText("id");
        StepFailed.unless(
                ids.contains(request), "the manager does not see the request among those that wait: " + waiting);
        var decision = JSON.createObjectNode().put("decision", "approve").put("justification", "She reviews our code.");
        var answer = run.http().send("POST", approvals + "/" + request, token, decision);
        evidence.seen(answer.exchange());
        var approved = answer.expect(200);
        StepFailed.unless(
                "approved".equals(approved.path("status").asText()), "the request is not approved: " + approved);
        return approved;
    }

    /** By the policy file, not by what the service takes the duration for. */
    private static void expires(Run run, Evidence evidence, ZoneId zone, JsonNode approved) throws IOException {
        var spec = Birthright.documents(run.policies(), "AccessPackage").get(PACKAGE);
        if (spec == null) {
            throw new StepFailed("no policy file describes " + PACKAGE);
        }
        var duration = Period.parse(spec.at("/duration/default").asText());
        var from = Instant.parse(approved.path("validFrom").asText());
        var due = from.atZone(zone).plus(duration).toInstant();
        var to = Instant.parse(approved.path("validTo").asText());
        StepFailed.unless(to.equals(due), "the access ends at %s instead of %s".formatted(to, due));
        evidence.seen("it ends by itself at %s, %s after the approval", to, duration);
        run.requestedAccessEndsAt(to.truncatedTo(ChronoUnit.MICROS)); // as the store keeps it
    }

    private static void because(Run run, Evidence evidence, Person alice, String request) throws Exception {
        var access = run.http()
                .get(run.url("lifecycle-workflows") + "/identities/" + alice.id() + "/access", run.administrator())
                .path("items");
        for (var item : access) {
            if (item.path("application").asText().equals("code-host")) {
                StepFailed.unless(
                        item.path("reasons").findValuesAsText("request").contains(request),
                        "the access does not name the request: " + item);
                evidence.seen("her access to code-host: %s", item);
                return;
            }
        }
        throw new StepFailed("the workflows show no access of Alice to code-host: " + access);
    }

    private static void refused(Run run, Evidence evidence, Person alice) throws Exception {
        var second = run.http().send("POST", requests(run), run.tokenOf(alice.id()), request(alice, OTHER));
        evidence.seen(second.exchange());
        var problem = second.expect(409);
        StepFailed.unless(RULE.equals(problem.path("rule").asText()), "the refusal does not name the rule: " + problem);
        var groups = groups(run, alice);
        StepFailed.unless("developer,maintainer".equals(groups), "refused, but Alice is in " + groups);
    }

    private static Optional<String> inGroups(Run run, Person alice, String wanted) {
        var groups = groups(run, alice);
        return groups.equals(wanted) ? Optional.empty() : Optional.of("she is in '" + groups + "'");
    }

    private static String groups(Run run, Person alice) {
        return run.codeHost()
                .account(alice.id())
                .map(found -> found.account().attributes().getOrDefault("groups", ""))
                .orElse("");
    }

    private static ZoneId zone(Person person) {
        return ZoneId.of(person.user().path("timezone").asText());
    }

    private static String requests(Run run) {
        return run.url("lifecycle-workflows") + "/requests";
    }

    private static ObjectNode request(Person person, String accessPackage) {
        return JSON.createObjectNode()
                .put("for", person.id())
                .put("accessPackage", accessPackage)
                .put("justification", "I am on call for the " + ENTITLEMENT + "s.");
    }
}
