package io.muster.dispatcher.connector.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.dispatcher.connector.Answer;
import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetId;
import io.muster.dispatcher.connector.scim.ScimHttp.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Entitlements as Groups. */
final class ScimGroups {
    private static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
    /** The fewest that a known target takes in one request (AWS). */
    private static final int CHUNK = 100;

    private final ScimHttp http;
    private final Map<String, MemberChanges> changes = new ConcurrentHashMap<>();
    private final Map<String, String> ids = new ConcurrentHashMap<>();
    private volatile boolean patches = true;

    ScimGroups(ScimHttp http) {
        this.http = http;
    }

    /** One request for a group after the other: targets lose members when two come at once. */
    Outcome change(String name, Set<TargetId> add, Set<TargetId> remove) {
        return changes.computeIfAbsent(name, group -> new MemberChanges(CHUNK, all -> send(group, all)))
                .apply(new MemberChanges.Change(add, remove));
    }

    private Outcome send(String name, MemberChanges.Change change) {
        Outcome outcome = changeOnce(name, change.add(), change.remove());
        if (outcome instanceof Outcome.Missing && ids.remove(name) != null) {
            return changeOnce(name, change.add(), change.remove()); // another group may have its name
        }
        return outcome;
    }

    private Outcome changeOnce(String name, Set<TargetId> add, Set<TargetId> remove) {
        return switch (id(name)) {
            case Answer.Failed<Optional<String>>(Outcome.Trouble trouble) -> ScimConnector.beforeWriting(trouble);
            case Answer.Got<Optional<String>>(Optional<String> found) -> {
                if (found.isPresent()) {
                    yield changeMembers(found.get(), add, remove);
                }
                yield add.isEmpty() ? new Outcome.Unchanged() : create(name, add);
            }
        };
    }

    private Answer<Optional<String>> id(String name) {
        String known = ids.get(name);
        if (known != null) {
            return new Answer.Got<>(Optional.of(known));
        }
        return find(name, "attributes=displayName")
                .map(group -> group.map(found -> found.path("id").asText()).filter(id -> !id.isBlank()))
                .map(id -> {
                    id.ifPresent(text -> ids.put(name, text));
                    return id;
                });
    }

    private Answer<Optional<JsonNode>> find(String name, String parameters) {
        String filter = "displayName eq " + ScimConnector.literal(TextNode.valueOf(name));
        return ScimConnector.resources(http.get("/Groups?filter=" + ScimConnector.encode(filter) + "&" + parameters))
                .map(list -> list.stream()
                        .filter(group -> group.path("displayName").asText().equalsIgnoreCase(name))
                        .findFirst());
    }

    private Outcome create(String name, Set<TargetId> members) {
        ObjectNode group = JsonNodeFactory.instance.objectNode().put("displayName", name);
        group.putArray("schemas").add(GROUP);
        group.set("members", references(members));
        Reply reply = http.send("POST", "/Groups", group, Optional.empty());
        if (reply instanceof Reply.Answered answered) {
            if (answered.status() == 409) {
                return new Outcome.Busy("the group was made by someone else just now", Optional.empty());
            }
            if (answered.ok()) {
                Optional.of(answered.body().path("id").asText())
                        .filter(id -> !id.isBlank())
                        .ifPresent(id -> ids.put(name, id));
                return new Outcome.Applied(Optional.empty());
            }
        }
        return ScimHttp.trouble(reply);
    }

    private Outcome changeMembers(String id, Set<TargetId> add, Set<TargetId> remove) {
        if (!patches) {
            return replaceMembers(id, add, remove);
        }
        Outcome last = new Outcome.Unchanged();
        for (ArrayNode operations : chunks(add, remove)) {
            Reply reply = http.send(
                    "PATCH", "/Groups/" + ScimConnector.encode(id), ScimAccounts.patchOf(operations), Optional.empty());
            if (reply instanceof Reply.Answered answered && answered.notImplemented()) {
                patches = false;
                return replaceMembers(id, add, remove);
            }
            last = written(reply);
            if (!(last instanceof Outcome.Applied)) {
                return last;
            }
        }
        return last;
    }

    private static List<ArrayNode> chunks(Set<TargetId> add, Set<TargetId> remove) {
        List<ArrayNode> chunks = new ArrayList<>();
        List<TargetId> adding = List.copyOf(new TreeSet<>(add));
        for (int from = 0; from < adding.size(); from += CHUNK) {
            ArrayNode operations = JsonNodeFactory.instance.arrayNode();
            operations
                    .addObject()
                    .put("op", "add")
                    .put("path", "members")
                    .set("value", references(adding.subList(from, Math.min(adding.size(), from + CHUNK))));
            chunks.add(operations);
        }
        List<TargetId> removing = List.copyOf(new TreeSet<>(remove));
        for (int from = 0; from < removing.size(); from += CHUNK) {
            ArrayNode operations = JsonNodeFactory.instance.arrayNode();
            for (TargetId member : removing.subList(from, Math.min(removing.size(), from + CHUNK))) {
                operations
                        .addObject()
                        .put("op", "remove")
                        .put(
                                "path",
                                "members[value eq " + ScimConnector.literal(TextNode.valueOf(member.value())) + "]");
            }
            chunks.add(operations);
        }
        return chunks;
    }

    private Outcome replaceMembers(String id, Set<TargetId> add, Set<TargetId> remove) {
        Reply reply = http.get("/Groups/" + ScimConnector.encode(id));
        if (!(reply instanceof Reply.Answered answered
                && answered.body() instanceof ObjectNode group
                && answered.ok())) {
            Outcome read = written(reply);
            return read instanceof Outcome.Trouble trouble ? ScimConnector.beforeWriting(trouble) : read;
        }
        Set<TargetId> members = members(group);
        Set<TargetId> wanted = new HashSet<>(members);
        wanted.addAll(add);
        wanted.removeAll(remove);
        if (wanted.equals(members)) {
            return new Outcome.Unchanged();
        }
        ObjectNode changed = ScimAccounts.writable(group);
        changed.set("members", references(wanted));
        return written(http.send("PUT", "/Groups/" + ScimConnector.encode(id), changed, answered.etag()));
    }

    private static Outcome written(Reply reply) {
        if (reply instanceof Reply.Answered answered) {
            if (answered.ok() || answered.status() == 304) {
                return new Outcome.Applied(Optional.empty());
            }
            if (answered.status() == 404) {
                return new Outcome.Missing();
            }
        }
        return ScimHttp.trouble(reply);
    }

    Answer<Set<String>> held(TargetId id, Set<String> among) {
        Set<String> held = new TreeSet<>();
        for (String name : new TreeSet<>(among)) {
            switch (isMember(id, name)) {
                case Answer.Failed<Boolean>(Outcome.Trouble trouble) -> {
                    return new Answer.Failed<>(trouble);
                }
                case Answer.Got<Boolean>(Boolean member) -> {
                    if (member) {
                        held.add(name);
                    }
                }
            }
        }
        return new Answer.Got<>(held);
    }

    /** A group without members may be one whose target never shows them (AWS); then the filter knows. */
    private Answer<Boolean> isMember(TargetId id, String name) {
        return find(name, "count=2").then(found -> {
            if (found.isEmpty()) {
                return new Answer.Got<>(false);
            }
            Set<TargetId> members = members(found.get());
            if (!members.isEmpty()) {
                return new Answer.Got<>(members.contains(id));
            }
            String filter = "id eq "
                    + ScimConnector.literal(
                            TextNode.valueOf(found.get().path("id").asText())) + " and members.value eq "
                    + ScimConnector.literal(TextNode.valueOf(id.value()));
            return ScimConnector.resources(http.get("/Groups?filter=" + ScimConnector.encode(filter) + "&count=2"))
                    .map(list -> !list.isEmpty());
        });
    }

    Answer<Map<String, Set<TargetId>>> members(Set<String> names) {
        Map<String, Set<TargetId>> all = new HashMap<>();
        for (String name : new TreeSet<>(names)) {
            switch (find(name, "count=2")) {
                case Answer.Failed<Optional<JsonNode>>(Outcome.Trouble trouble) -> {
                    return new Answer.Failed<>(trouble);
                }
                case Answer.Got<Optional<JsonNode>>(Optional<JsonNode> group) ->
                    group.ifPresent(found -> all.put(name, members(found)));
            }
        }
        return new Answer.Got<>(all);
    }

    private static Set<TargetId> members(JsonNode group) {
        Set<TargetId> members = new HashSet<>();
        group.path("members").forEach(member -> {
            String value = member.path("value").asText("");
            if (!value.isBlank()) {
                members.add(new TargetId(value));
            }
        });
        return members;
    }

    private static ArrayNode references(Iterable<TargetId> members) {
        ArrayNode references = JsonNodeFactory.instance.arrayNode();
        members.forEach(member -> references.addObject().put("value", member.value()));
        return references;
    }
}
