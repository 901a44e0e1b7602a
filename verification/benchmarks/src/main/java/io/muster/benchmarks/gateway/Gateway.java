package io.muster.benchmarks.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.stack.demo.Http;
import io.muster.stack.demo.StepFailed;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The requests of the measurement, with opaque tokens as Entra ID and Okta have them. */
final class Gateway {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
    private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    /** Together they may ask more often than this machine can answer: what is measured must not be the rate of a token. */
    private static final int TOKENS = 8;

    private static final int MOST_PER_SECOND = 5_000;
    private static final Duration LIFETIME = Duration.ofDays(1);

    private final URI origin;
    private final List<String> tokens = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    private Gateway(URI origin) {
        this.origin = origin;
    }

    /** The gateway with fresh tokens, which an administrator issues. */
    static Gateway at(String url, Http http, String admin, InstantSource clock)
            throws IOException, InterruptedException {
        var gateway = new Gateway(URI.create(url));
        for (int i = 0; i < TOKENS; i++) {
            var wanted = JSON.createObjectNode()
                    .put("client", "bench-" + i)
                    .put("expiresAt", clock.instant().plus(LIFETIME).toString())
                    .put("requestsPerSecond", MOST_PER_SECOND)
                    .put("burst", 2 * MOST_PER_SECOND);
            wanted.putArray("scopes").add("scim:read").add("scim:write");
            var issued = http.send("POST", url + "/tokens", admin, wanted).expect(201);
            gateway.tokens.add(issued.path("token").asText());
        }
        return gateway;
    }

    URI origin() {
        return origin;
    }

    Request create(String body) {
        return new Request("POST", "/scim/v2/Users", token(), body, 201);
    }

    Request read(String id) {
        return new Request("GET", "/scim/v2/Users/" + id, token(), "", 200);
    }

    Request byName(String userName) {
        var filter = Http.encoded("userName eq \"" + userName + "\"");
        return new Request("GET", "/scim/v2/Users?filter=" + filter, token(), "", 200);
    }

    Request createGroup(String name) {
        var group = JSON.createObjectNode().put("displayName", name);
        group.putArray("schemas").add(GROUP);
        return new Request("POST", "/scim/v2/Groups", token(), group.toString(), 201);
    }

    Request addMember(String group, String member) {
        var patch = JSON.createObjectNode();
        patch.putArray("schemas").add(PATCH);
        patch.putArray("Operations")
                .addObject()
                .put("op", "add")
                .put("path", "members")
                .putArray("value")
                .addObject()
                .put("value", member);
        return new Request("PATCH", "/scim/v2/Groups/" + group, token(), patch.toString(), 204);
    }

    /** A page by cursor, which belongs to the client that began: always the same one. */
    Request page(String cursor, int size) {
        var query = "cursor=" + Http.encoded(cursor) + "&count=" + size;
        return new Request("GET", "/scim/v2/Users?" + query, tokens.getFirst(), "", 200);
    }

    /** How many people there are, and no page of them. */
    Request total() {
        return new Request("GET", "/scim/v2/Users?count=0", token(), "", 200);
    }

    private String token() {
        return tokens.get(Math.floorMod(turn.getAndIncrement(), TOKENS));
    }

    /** One request by itself; its answer as JSON. */
    JsonNode ask(Request request) throws IOException {
        try (var connection = Connection.to(origin)) {
            return JSON.readTree(connection.send(request));
        }
    }

    /** A person reads as the gateway itself would have written him: found by id and by name, one each. */
    void demandReadsRight(String id, String userName) throws IOException {
        var byId = ask(read(id));
        var found = ask(byName(userName));
        if (!byId.path("userName").asText().equals(userName)
                || found.path("totalResults").asInt() != 1
                || !found.path("Resources").path(0).equals(byId)) {
            throw new StepFailed("%s (%s) does not read right: %s, %s".formatted(userName, id, byId, found));
        }
    }
}
