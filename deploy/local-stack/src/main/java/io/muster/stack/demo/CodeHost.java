package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import de.captaingoldfish.scim.sdk.client.ScimClientConfig;
import de.captaingoldfish.scim.sdk.client.ScimRequestBuilder;
import de.captaingoldfish.scim.sdk.common.constants.EndpointPaths;
import de.captaingoldfish.scim.sdk.common.constants.enums.PatchOp;
import de.captaingoldfish.scim.sdk.common.resources.User;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The SCIM application, read with the SCIM SDK's client. */
public final class CodeHost implements AutoCloseable {
    private final ScimRequestBuilder scim;
    private final Http http;
    private final String url;
    private final String token;

    /** Reads the code host that {@code status --json} names. */
    public CodeHost(Http http, JsonNode target) {
        this.http = http;
        this.url = target.path("url").asText();
        this.token = target.path("token").asText();
        this.scim = new ScimRequestBuilder(
                url,
                ScimClientConfig.builder()
                        .connectTimeout(5)
                        .requestTimeout(30)
                        .socketTimeout(30)
                        .httpHeaders(Map.of("Authorization", "Bearer " + token))
                        .build());
    }

    /** All accounts by Muster's id. */
    public Map<String, Account.Found> accounts() {
        var found = new LinkedHashMap<String, Account.Found>();
        int seen = 0;
        long total;
        do {
            // Page by page: the client's own "all" ends after the first page.
            var response = scim.list(User.class, EndpointPaths.USERS)
                    .startIndex(seen + 1)
                    .count(500)
                    .get()
                    .sendRequest();
            if (!response.isSuccess()) {
                throw new StepFailed("the code host answered " + response.getHttpStatus());
            }
            List<User> page = response.getResource().getListedResources();
            total = response.getResource().getTotalResults();
            if (page.isEmpty() && seen < total) {
                throw new StepFailed("the code host lists %d of %d accounts".formatted(seen, total));
            }
            seen += page.size();
            for (var user : page) {
                var identity = user.path("externalId").asText();
                var previous = found.put(identity, account(identity, user));
                if (previous != null && !identity.isEmpty()) {
                    throw new StepFailed("the code host has two accounts for " + identity);
                }
            }
        } while (seen < total);
        return found;
    }

    /** The account of one person. */
    public Optional<Account.Found> account(String identity) {
        var response = scim.list(User.class, EndpointPaths.USERS)
                .filter("externalId eq \"" + identity + "\"")
                .get()
                .sendRequest();
        if (!response.isSuccess()) {
            throw new StepFailed("the code host answered " + response.getHttpStatus());
        }
        List<User> users = response.getResource().getListedResources();
        return users.stream().findFirst().map(user -> account(identity, user));
    }

    private static Account.Found account(String identity, JsonNode user) {
        var attributes = new HashMap<String, String>();
        for (var name : List.of("userName", "displayName", "title")) {
            attributes.put(name, user.path(name).asText(""));
        }
        attributes.put("name.givenName", user.at("/name/givenName").asText(""));
        attributes.put("name.familyName", user.at("/name/familyName").asText(""));
        var groups = new TreeSet<String>();
        user.path("groups").forEach(group -> groups.add(group.path("display").asText()));
        attributes.put("groups", String.join(",", groups));
        var created = user.at("/meta/created").textValue();
        return new Account.Found(
                new Account(identity, user.path("active").asBoolean(false), attributes),
                user.path("id").asText(),
                user.path("id").asText(),
                created == null ? null : Instant.parse(created));
    }

    /** Someone with the application's own credential changes an attribute by hand. */
    void changeByHand(String key, String attribute, String value) {
        var response = scim.patch(User.class, EndpointPaths.USERS, key)
                .addOperation()
                .op(PatchOp.REPLACE)
                .path(attribute)
                .value(value)
                .build()
                .sendRequest();
        if (!response.isSuccess()) {
            throw new StepFailed("the code host refused a change by hand: " + response.getHttpStatus());
        }
    }

    /** Someone with the application's own credential disables an account by hand. */
    void disableByHand(String key) throws IOException, InterruptedException {
        http.send("PATCH", url + "/Users/" + key, token, ScimPatch.replace("active", false))
                .expect(200);
    }

    /** What the application received after this sequence number, as it noted it itself, oldest first. */
    public List<JsonNode> writes(long after) throws IOException, InterruptedException {
        var writes = new ArrayList<JsonNode>();
        long last = after;
        for (var page = page(last); !page.isEmpty(); page = page(last)) {
            page.forEach(writes::add);
            last = writes.getLast().path("sequence").asLong();
        }
        return writes;
    }

    private JsonNode page(long after) throws IOException, InterruptedException {
        return http.get(url.replace("/scim/v2", "/writes?after=" + after), token)
                .path("items");
    }

    /** When the application received the first write that showed this person inactive, by its own clock. */
    Optional<Instant> disabledAt(String identity, Instant after) throws Exception {
        for (var write : writes(0)) {
            var at = Instant.parse(write.path("receivedAt").asText());
            if (write.path("externalId").asText().equals(identity)
                    && write.has("active")
                    && !write.path("active").asBoolean()
                    && at.isAfter(after)) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        scim.close();
    }
}
