package io.muster.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.stack.demo.Await;
import io.muster.stack.demo.Evidence;
import io.muster.stack.demo.Http;
import io.muster.stack.demo.StepFailed;
import io.muster.stack.local.Service;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Two replicas of the gateway, and clients that come to one or the other.
 *
 * @param within so soon each knows what the other was told
 * @param names so often several clients want the same one
 * @param people who are created while one of the two is killed
 */
public record TwoGateways(Duration within, int names, int people, long seed) implements Scenario {
    private static final String URN = "urn:kartapuce:params:scim:schemas:extension:badge:1.0:User";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int WANTING_ONE_NAME = 8;
    private static final int MEMBERS = 32;
    private static final int ON_A_PAGE = 5;

    @Override
    public String name() {
        return "two-gateways";
    }

    @Override
    public String promise() {
        return "two replicas of scim-gateway: each knows within %d ms of schemas and revoked tokens what the other was told, of those who want one name at both one gets it, no member is lost and pages go on at the other; one is killed (SIGKILL) while %d people are created at both: each is there, with one event"
                .formatted(within.toMillis(), people);
    }

    @Override
    public void run(Rig rig, Evidence evidence) throws Exception {
        var second = rig.stack().replica(Service.SCIM_GATEWAY);
        try {
            second.start(Map.of());
            second.awaitReady(PATIENCE);
            var gateways = List.of(rig.url(Service.SCIM_GATEWAY), second.url());
            schemas(rig, gateways, evidence);
            tokens(rig, gateways, evidence);
            oneName(rig, gateways, evidence);
            pages(rig, gateways, members(rig, gateways), evidence);
            killed(rig, gateways, evidence);
        } finally {
            rig.process(Service.SCIM_GATEWAY).kill9();
            rig.start(Service.SCIM_GATEWAY);
            second.stop();
        }
    }

    private void schemas(Rig rig, List<String> gateways, Evidence evidence) throws Exception {
        var first = gateways.getFirst();
        var second = gateways.getLast();
        admin(rig, "POST", first + "/admin/schemas", badges(true)).expect(200);
        var schema = "/Schemas/" + URN;
        var known = Await.until(
                "the other one knows the schema", within, () -> missing(rig, second + "/scim/v2" + schema, 200));
        var person = person(prefix() + "badge");
        person.putObject(URN).put("badge", "AbC-" + seed);
        var id = scim(rig, "POST", second, "/Users", person)
                .expect(201)
                .path("id")
                .asText();
        var filter = "/Users?filter=" + Http.encoded(URN + ":badge eq \"aBc-" + seed + "\"");
        demand(
                1,
                scim(rig, "GET", first, filter, null)
                        .expect(200)
                        .path("totalResults")
                        .asInt(),
                "with the badge");
        var refused =
                admin(rig, "POST", second + "/admin/schemas", badges(false)).expect(409);
        scim(rig, "DELETE", first, "/Users/" + id, null).expect(204);
        admin(rig, "POST", second + "/admin/schemas", badges(false)).expect(200);
        admin(rig, "DELETE", second + "/admin/schemas?id=" + URN, null).expect(200);
        var gone = Await.until(
                "the other one knows that it is gone", within, () -> missing(rig, first + "/scim/v2" + schema, 404));
        evidence.seen(
                "a schema was known at the other after %d ms, taken away while it was used: \"%s\", gone after %d ms",
                known.toMillis(), refused.path("detail").asText(), gone.toMillis());
    }

    /** The schema and the users with it, or the users without. */
    private static JsonNode badges(boolean there) throws IOException {
        return Http.json("""
                {"documents":[%s
                 {"schemas":["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
                  "id":"User","name":"User","endpoint":"/Users","schema":"urn:ietf:params:scim:schemas:core:2.0:User",
                  "schemaExtensions":[%s]}]}""".formatted(
                there ? """
                        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Schema"],"id":"%s","name":"Badge",
                         "attributes":[{"name":"badge","type":"string","caseExact":false}]},""".formatted(URN) : "", there ? "{\"schema\":\"%s\",\"required\":false}".formatted(URN) : ""));
    }

    private void tokens(Rig rig, List<String> gateways, Evidence evidence) throws Exception {
        var wish = JsonNodeFactory.instance.objectNode().put("client", "two-gateways-" + seed);
        wish.putArray("scopes").add("scim:read");
        wish.put(
                "expiresAt",
                InstantSource.system().instant().plus(Duration.ofHours(1)).toString());
        var given = admin(rig, "POST", gateways.getFirst() + "/tokens", wish).expect(201);
        var secret = given.path("token").asText();
        for (var gateway : gateways) {
            rig.http().get(gateway + "/scim/v2/Users?count=1", secret);
        }
        admin(rig, "DELETE", gateways.getFirst() + "/tokens/" + given.path("id").asText(), null)
                .expect(204);
        var refused = Await.until("the other one refuses the token", within, () -> {
            var answer = rig.http().send("GET", gateways.getLast() + "/scim/v2/Users?count=1", secret, null);
            return answer.status() == 401 ? Optional.empty() : Optional.of(answer.exchange());
        });
        evidence.seen("a token revoked at one was refused at the other after %d ms", refused.toMillis());
    }

    private void oneName(Rig rig, List<String> gateways, Evidence evidence) throws Exception {
        for (int round = 0; round < names; round++) {
            var name = prefix() + "one." + round;
            var made = new AtomicInteger();
            Crew.times(WANTING_ONE_NAME, number -> {
                var answer = scim(rig, "POST", gateways.get(number % 2), "/Users", person(name));
                if (answer.status() == 201) {
                    made.incrementAndGet();
                } else {
                    answer.expect(409);
                }
            });
            demand(1, made.get(), "made of " + name);
        }
        evidence.seen("%d names, each wanted %d times at both: %d people", names, WANTING_ONE_NAME, names);
        CreatedOnce.demand(rig, gateways.getLast(), prefix() + "one.", names, PATIENCE);
    }

    /** Of one group, added one by one at both. */
    private List<String> members(Rig rig, List<String> gateways) throws Exception {
        var group = scim(
                        rig,
                        "POST",
                        gateways.getFirst(),
                        "/Groups",
                        Http.json("{\"displayName\":\"Two %d\"}".formatted(seed)))
                .expect(201)
                .path("id")
                .asText();
        var ids = new ArrayList<String>();
        for (int number = 0; number < MEMBERS; number++) {
            var created = scim(rig, "POST", gateways.get(number % 2), "/Users", person(prefix() + "member." + number));
            ids.add(created.expect(201).path("id").asText());
        }
        Crew.times(
                MEMBERS,
                number -> scim(rig, "PATCH", gateways.get(number % 2), "/Groups/" + group, Http.json("""
                        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                         "Operations":[{"op":"add","path":"members","value":[{"value":"%s"}]}]}""".formatted(
                                        ids.get(number))))
                        .expect(204));
        for (var gateway : gateways) {
            var members = scim(rig, "GET", gateway, "/Groups/" + group, null)
                    .expect(200)
                    .path("members");
            demand(
                    MEMBERS,
                    members.findValuesAsText("value").stream()
                            .filter(ids::contains)
                            .distinct()
                            .count(),
                    "members");
        }
        return ids;
    }

    private void pages(Rig rig, List<String> gateways, List<String> ids, Evidence evidence) throws Exception {
        var found = new ArrayList<String>();
        var cursor = "";
        int pages = 0;
        do {
            var page = scim(
                            rig,
                            "GET",
                            gateways.get(pages % 2),
                            "/Users?count=" + ON_A_PAGE + "&cursor=" + cursor + "&filter="
                                    + Http.encoded("userName sw \"" + prefix() + "member.\""),
                            null)
                    .expect(200);
            found.addAll(page.path("Resources").findValuesAsText("id"));
            cursor = Http.encoded(page.path("nextCursor").asText());
            pages++;
        } while (!cursor.isEmpty());
        if (found.size() != MEMBERS || !new HashSet<>(found).equals(new HashSet<>(ids))) {
            throw new StepFailed("the pages show %s and not %s".formatted(found, ids));
        }
        evidence.seen("%d members of one group added at both, and listed by %d pages of both in turn", MEMBERS, pages);
    }

    private void killed(Rig rig, List<String> gateways, Evidence evidence) throws Exception {
        var numbers = IntStream.range(0, people).boxed().toList();
        var answered = new AtomicInteger();
        var unanswered = new AtomicInteger();
        Crew.each(numbers, number -> {
            var person = person(prefix() + "killed." + number);
            try {
                scim(rig, "POST", gateways.get(number % 2), "/Users", person).expect(201);
            } catch (IOException e) { // whoever gets no answer comes to the other one, who made him or did not
                unanswered.incrementAndGet();
                var again = scim(rig, "POST", gateways.getLast(), "/Users", person);
                if (again.status() != 201) {
                    again.expect(409);
                }
            }
            if (answered.incrementAndGet() == people / 3) {
                rig.process(Service.SCIM_GATEWAY).kill9();
            }
        });
        demand(true, unanswered.get() > 0, "whether the kill was noticed");
        CreatedOnce.demand(rig, gateways.getLast(), prefix() + "killed.", people, PATIENCE);
        evidence.seen(
                "killed while %d were created, %d came once more to the other: all there, each with one event, while one was away",
                people, unanswered.get());
    }

    private String prefix() {
        return "two" + seed + ".";
    }

    /** With the names that the directory demands of an account. */
    private static ObjectNode person(String userName) {
        var person =
                JsonNodeFactory.instance.objectNode().put("userName", userName).put("displayName", userName);
        person.putObject("name").put("familyName", userName);
        return person;
    }

    private static Optional<String> missing(Rig rig, String url, int wanted) throws IOException, InterruptedException {
        var answer = rig.http().send("GET", url, rig.stack().credentials().scim(), null);
        return answer.status() == wanted ? Optional.empty() : Optional.of(answer.exchange());
    }

    private static void demand(Object wanted, Object found, String of) {
        if (!String.valueOf(wanted).equals(String.valueOf(found))) {
            throw new StepFailed("%s: %s instead of %s".formatted(of, found, wanted));
        }
    }

    private static Http.Answer scim(Rig rig, String method, String gateway, String path, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        return rig.http()
                .send(
                        method,
                        gateway + "/scim/v2" + path,
                        rig.stack().credentials().scim(),
                        body);
    }

    private static Http.Answer admin(Rig rig, String method, String url, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        return rig.http().send(method, url, rig.stack().credentials().admin(), body);
    }
}
