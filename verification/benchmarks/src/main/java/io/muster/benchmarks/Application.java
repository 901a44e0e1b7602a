package io.muster.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.stack.demo.Http;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The code host as its own administrator sees it: what it received and when, by its own clock. */
final class Application {
    private static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private final Http http;
    private final String scim;
    private final String token;
    private final Map<String, Instant> created = new HashMap<>();
    private final List<String> createdInOrder = new ArrayList<>();
    private final Map<String, Instant> disabled = new HashMap<>();
    private long position;

    Application(Http http, JsonNode target) {
        this.http = http;
        this.scim = target.path("url").asText();
        this.token = target.path("token").asText();
    }

    /** Reads what was written since the last look. */
    void look() throws IOException, InterruptedException {
        boolean more = true;
        while (more) {
            var page = http.get(scim.replace("/scim/v2", "/writes?after=" + position), token);
            for (var write : page.path("items")) {
                note(write);
            }
            more = position < page.path("next").asLong();
            position = page.path("next").asLong();
        }
    }

    private void note(JsonNode write) {
        var identity = write.path("externalId").asText();
        int status = write.path("status").asInt();
        if (identity.isEmpty() || status >= 300) {
            return;
        }
        var at = Instant.parse(write.path("receivedAt").asText());
        if (write.path("active").asBoolean(true)) {
            if (created.putIfAbsent(identity, at) == null) {
                createdInOrder.add(identity);
            }
        } else {
            disabled.putIfAbsent(identity, at);
        }
    }

    /** Who has an account, in the order of their creation. */
    List<String> created() {
        return createdInOrder;
    }

    /** When it received the first write after which the person's account was inactive. */
    Map<String, Instant> disabled() {
        return disabled;
    }

    /** Creates an account without Muster and returns the application's id of it. */
    String create(String name) throws IOException, InterruptedException {
        ObjectNode user = JsonNodeFactory.instance
                .objectNode()
                .put("userName", name)
                .put("displayName", name)
                .put("active", true);
        user.putArray("schemas").add(USER);
        return http.send("POST", scim + "/Users", token, user)
                .expect(201)
                .path("id")
                .asText();
    }

    void setActive(String id, boolean active) throws IOException, InterruptedException {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putArray("schemas").add(PATCH);
        patch.putArray("Operations")
                .addObject()
                .put("op", "replace")
                .put("path", "active")
                .put("value", active);
        http.send("PATCH", scim + "/Users/" + id, token, patch).expect(200);
    }

    void delete(String id) throws IOException, InterruptedException {
        http.send("DELETE", scim + "/Users/" + id, token, null).expect(204);
    }
}
