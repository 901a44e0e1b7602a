package io.muster.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A request that a real client sends. {@code clients/CLIENT.json} has it as its source has it; {@code client-states/CLIENT.json} has
 * under its name what there is before and after, where that does not follow from the request itself:
 *
 * <ul>
 *   <li>{@code user}, {@code group}: the resource that the request is about. Its id takes the place of the one in the path.
 *   <li>{@code nobody}: there is no such resource; {@code gone}: it was deleted a moment ago.
 *   <li>{@code members} of the group, other {@code people}, each by the id that the recorded bodies have; {@code idsInTheStore}: people
 *       whose ids are as written here.
 *   <li>{@code first}: requests of the same client that came before; {@code with}: texts for placeholders; {@code twice}: sent again.
 *   <li>{@code after}: what the resource has then, as a merge patch (RFC 7396) of what there was, or of the body of a POST or PUT.
 *   <li>{@code membersAfter}; {@code found}, {@code atLeast}, {@code page} of a list; {@code answer}: what the answer has (null: has not).
 *   <li>{@code status}, {@code scimType}: where the strict answer of the RFC is ours.
 * </ul>
 */
record RecordedRequest(String client, JsonNode entry, JsonNode state) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> CLIENTS = List.of(
            "authentik",
            "entra",
            "entra-aadOptscim062020",
            "entra-scim-validator",
            "google",
            "jumpcloud",
            "keycloak-scim",
            "okta",
            "onelogin",
            "other",
            "pingone",
            "sailpoint",
            "ssosync");

    /** Every request of every client, each client's in its order. */
    static Stream<RecordedRequest> all() {
        return CLIENTS.stream().flatMap(client -> of(client).stream());
    }

    private static List<RecordedRequest> of(String client) {
        var states = (ObjectNode) read("/client-states/" + client + ".json");
        var requests = new ArrayList<RecordedRequest>();
        for (JsonNode entry : read("/clients/" + client + ".json").get("entries")) {
            var state = states.remove(entry.get("name").textValue());
            requests.add(new RecordedRequest(
                    client, entry, Objects.requireNonNull(state, () -> client + " has no state for " + entry)));
        }
        if (!states.isEmpty()) {
            throw new IllegalStateException(client + " has states for requests that it does not send: " + states);
        }
        return requests;
    }

    private static JsonNode read(String resource) {
        try (var file = Objects.requireNonNull(RecordedRequest.class.getResourceAsStream(resource), resource)) {
            return JSON.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    /** Another request of the same client. */
    RecordedRequest other(String name) {
        return of(client).stream()
                .filter(request -> request.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    String name() {
        return entry.get("name").textValue();
    }

    String method() {
        return entry.get("method").textValue();
    }

    String path() {
        return entry.get("path").textValue();
    }

    boolean aboutGroups() {
        return path().startsWith("/Groups");
    }

    int status() {
        return state.path("status").asInt(entry.path("expect").path("status").intValue());
    }

    /** Texts of a list in the state; empty where there is none. */
    List<String> listed(String name) {
        var texts = new ArrayList<String>();
        state.path(name).forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    @Override
    public String toString() {
        return client + ": " + name();
    }
}
