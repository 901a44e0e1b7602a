package io.muster.scim.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The keys of JSON objects, which are attribute names in any case, and, from some clients, whole attribute paths. */
final class Keys {
    private Keys() {}

    /** The object's properties by name in lower case; a name that is there twice is refused. */
    static Map<String, JsonNode> byName(JsonNode object) {
        Map<String, JsonNode> found = new HashMap<>();
        object.properties().forEach(property -> {
            if (found.put(property.getKey().toLowerCase(Locale.ROOT), property.getValue()) != null) {
                throw twice(property.getKey());
            }
        });
        return found;
    }

    /**
     * A body with each key put where it belongs: {@code "name.givenName"}, {@code "urn:…:User:department"} and names of
     * an extension without its URN become nested objects; what stands under the URN of the type's own schema, as if that were
     * an extension too, belongs to the top. Unknown keys are left out.
     */
    static ObjectNode placed(ResourceType type, JsonNode body) {
        ObjectNode placed = JsonNodeFactory.instance.objectNode();
        placeIn(placed, type, body);
        return placed;
    }

    private static void placeIn(ObjectNode placed, ResourceType type, JsonNode object) {
        object.properties().forEach(property -> {
            if (property.getKey().equalsIgnoreCase(type.schema().id())) {
                placeIn(placed, type, attributes(property.getKey(), property.getValue()));
            } else {
                path(type, property.getKey()).ifPresent(path -> put(placed, path, property.getValue()));
            }
        });
    }

    private static JsonNode attributes(String urn, JsonNode value) {
        if (!value.isObject() && !value.isNull()) {
            throw Normalizer.invalid(urn, "is an object");
        }
        return value;
    }

    private static Optional<ResolvedPath> path(ResourceType type, String key) {
        Optional<Attribute> direct = type.root().sub(key);
        if (direct.isPresent()) {
            return direct.map(attribute -> new ResolvedPath(List.of(attribute)));
        }
        try {
            return type.resolve(key).filter(Keys::singleUpToTheLeaf);
        } catch (ScimError.Refused notAPath) {
            // A key that is no attribute path is an unknown key like any other.
            return Optional.empty();
        }
    }

    private static boolean singleUpToTheLeaf(ResolvedPath path) {
        return path.steps().stream().limit(path.steps().size() - 1L).noneMatch(Attribute::multiValued);
    }

    private static void put(ObjectNode root, ResolvedPath path, JsonNode value) {
        if (value.isNull()) {
            return;
        }
        ObjectNode parent = root;
        for (String key : path.keys().subList(0, path.steps().size() - 1)) {
            JsonNode next = parent.get(key);
            if (next == null) {
                parent = parent.putObject(key);
            } else if (next.isObject()) {
                parent = (ObjectNode) next;
            } else {
                throw twice(path.toString());
            }
        }
        merge(parent, path, value);
    }

    private static void merge(ObjectNode parent, ResolvedPath path, JsonNode value) {
        String key = path.leaf().name();
        JsonNode existing = parent.get(key);
        if (existing == null) {
            parent.set(key, value.isObject() ? value.deepCopy() : value);
        } else if (existing.isObject() && value.isObject()) {
            value.properties().forEach(property -> ((ObjectNode) existing).set(property.getKey(), property.getValue()));
        } else {
            throw twice(path.toString());
        }
    }

    private static ScimError.Refused twice(String name) {
        return new ScimError.InvalidSyntax("'" + name + "' is given twice.").refused();
    }
}
