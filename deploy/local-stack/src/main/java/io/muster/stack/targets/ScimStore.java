package io.muster.stack.targets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The users and groups of the SCIM application, in memory and in a journal. The file is one JSON line per write: {@code {"at":"…","endpoint":"Users","id":"…","resource":{…}}}, without resource for a delete.
 *
 * <p>Writers are serialized by the caller; readers may come at any time.
 */
final class ScimStore implements Closeable {
    static final String USERS = "Users";
    static final String GROUPS = "Groups";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The resources of one endpoint in the order of their creation, with an index on the attribute that names them. */
    private static final class Shelf {
        private final String naming;
        private final Map<String, Long> places = new ConcurrentHashMap<>();
        private final ConcurrentSkipListMap<Long, ObjectNode> resources = new ConcurrentSkipListMap<>();
        private final Map<String, String> byName = new ConcurrentHashMap<>();
        private final Map<String, Set<String>> byExternalId = new ConcurrentHashMap<>();
        private long next;

        private Shelf(String naming) {
            this.naming = naming;
        }

        private void put(String id, ObjectNode resource) {
            remove(id);
            var place = places.computeIfAbsent(id, unused -> next++);
            resources.put(place, resource);
            nameOf(resource).ifPresent(name -> byName.put(name, id));
            externalIdOf(resource)
                    .ifPresent(external -> byExternalId
                            .computeIfAbsent(external, unused -> ConcurrentHashMap.newKeySet())
                            .add(id));
        }

        private void remove(String id) {
            var place = places.get(id);
            var old = place == null ? null : resources.remove(place);
            if (old == null) {
                return;
            }
            nameOf(old).ifPresent(name -> byName.remove(name, id));
            externalIdOf(old).map(byExternalId::get).ifPresent(ids -> ids.remove(id));
        }

        private @Nullable ObjectNode get(String id) {
            var place = places.get(id);
            return place == null ? null : resources.get(place);
        }

        private Optional<String> nameOf(JsonNode resource) {
            return Optional.ofNullable(resource.path(naming).textValue()).map(ScimStore::fold);
        }

        private static Optional<String> externalIdOf(JsonNode resource) {
            return Optional.ofNullable(resource.path("externalId").textValue());
        }
    }

    private final Map<String, Shelf> shelves = Map.of(USERS, new Shelf("userName"), GROUPS, new Shelf("displayName"));
    private final Map<String, Set<String>> groupsOfMember = new ConcurrentHashMap<>();
    private final Journal journal;
    private long position;

    /** Reads the journal under this directory and goes on with it. */
    ScimStore(Path directory) throws IOException {
        var file = directory.resolve("scim-application.jsonl");
        for (var line : Journal.read(file, "\n").lines().toList()) {
            var record = JSON.readTree(line);
            apply(
                    record.path("endpoint").asText(),
                    record.path("id").asText(),
                    record.get("resource") instanceof ObjectNode resource ? resource : null);
        }
        journal = Journal.rewrite(file, state());
    }

    private List<String> state() {
        var lines = new ArrayList<String>();
        for (var endpoint : List.of(USERS, GROUPS)) {
            for (var resource : shelf(endpoint).resources.values()) {
                lines.add(line(Instant.EPOCH, endpoint, resource.path("id").asText(), resource));
            }
        }
        return lines;
    }

    /** Writes a resource, or takes it away, in memory and behind the journal's other records. */
    void write(Instant at, String endpoint, String id, @Nullable ObjectNode resource) {
        position = journal.append(line(at, endpoint, id, resource));
        apply(endpoint, id, resource);
    }

    /** The position of the last write, for {@link #force}. */
    long position() {
        return position;
    }

    void force(long upTo) {
        journal.force(upTo);
    }

    @Nullable ObjectNode get(String endpoint, String id) {
        return shelf(endpoint).get(id);
    }

    /** The id under which this name (without regard to case) is taken. */
    Optional<String> idByName(String endpoint, String name) {
        return Optional.ofNullable(shelf(endpoint).byName.get(fold(name)));
    }

    Set<String> idsByExternalId(String endpoint, String externalId) {
        return shelf(endpoint).byExternalId.getOrDefault(externalId, Set.of());
    }

    /** All resources in the order of their creation. */
    Collection<ObjectNode> all(String endpoint) {
        return shelf(endpoint).resources.values();
    }

    Set<String> groupsOf(String member) {
        return groupsOfMember.getOrDefault(member, Set.of());
    }

    private void apply(String endpoint, String id, @Nullable ObjectNode resource) {
        var shelf = shelf(endpoint);
        if (endpoint.equals(GROUPS)) {
            moveMembers(id, membersOf(shelf.get(id)), membersOf(resource));
        }
        if (resource == null) {
            shelf.remove(id);
        } else {
            shelf.put(id, resource);
        }
    }

    private void moveMembers(String group, Set<String> before, Set<String> after) {
        for (var member : before) {
            if (!after.contains(member)) {
                groupsOfMember.getOrDefault(member, Set.of()).remove(group);
            }
        }
        for (var member : after) {
            groupsOfMember
                    .computeIfAbsent(member, unused -> ConcurrentHashMap.newKeySet())
                    .add(group);
        }
    }

    private static Set<String> membersOf(@Nullable JsonNode group) {
        var members = new HashSet<String>();
        if (group != null) {
            group.path("members")
                    .forEach(member -> members.add(member.path("value").asText()));
        }
        return members;
    }

    private Shelf shelf(String endpoint) {
        var shelf = shelves.get(endpoint);
        if (shelf == null) {
            throw new IllegalArgumentException("There is no endpoint " + endpoint);
        }
        return shelf;
    }

    private static String line(Instant at, String endpoint, String id, @Nullable ObjectNode resource) {
        var record = JSON.createObjectNode()
                .put("at", at.toString())
                .put("endpoint", endpoint)
                .put("id", id);
        if (resource != null) {
            record.set("resource", resource);
        }
        return record + "\n";
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
