package io.muster.dispatcher.connector.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.dispatcher.connector.TargetId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Between the flat attributes of a mapping and a target's SCIM User. */
final class ScimAccounts {
    private static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:User";
    static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private final Map<String, AttributePath> paths = new LinkedHashMap<>();

    ScimAccounts(List<String> attributes) {
        for (String attribute : attributes) {
            if (!attribute.equals("active")) {
                paths.put(attribute, AttributePath.parse(attribute));
            }
        }
    }

    /** The account in a User resource; nothing when the resource has no id and thus is no account. */
    Optional<TargetAccount> account(JsonNode resource) {
        String id = resource.path("id").asText("");
        if (id.isBlank()) {
            return Optional.empty();
        }
        Map<String, JsonNode> attributes = new LinkedHashMap<>();
        paths.forEach((name, path) -> path.read(resource).ifPresent(value -> attributes.put(name, value)));
        return Optional.of(new TargetAccount(new TargetId(id), active(resource), attributes));
    }

    /** Some targets write booleans as text; one without the attribute has no disabled accounts. */
    private static boolean active(JsonNode resource) {
        return !resource.path("active").asText("true").equalsIgnoreCase("false");
    }

    ObjectNode resource(boolean active, Map<String, JsonNode> attributes) {
        ObjectNode resource = JsonNodeFactory.instance.objectNode();
        Set<String> schemas = new LinkedHashSet<>(Set.of(CORE));
        attributes.forEach((name, value) -> {
            AttributePath path = path(name);
            path.write(resource, value);
            path.urn().filter(resource::has).ifPresent(schemas::add);
        });
        resource.put("active", active);
        ArrayNode list = resource.putArray("schemas");
        schemas.forEach(list::add);
        return resource;
    }

    /** The resource with these values, everything else as it is. */
    ObjectNode changed(ObjectNode current, Map<String, JsonNode> changes) {
        ObjectNode changed = current.deepCopy();
        changes.forEach((name, value) -> path(name).write(changed, value));
        return changed;
    }

    /**
     * The PATCH that makes {@code wanted} of {@code current}: whole top-level attributes, because not every target
     * selects elements of a list; nothing when they are the same.
     */
    Optional<ObjectNode> patch(ObjectNode current, ObjectNode wanted, Set<String> changedNames) {
        ArrayNode operations = JsonNodeFactory.instance.arrayNode();
        Set<String> tops = new LinkedHashSet<>();
        for (String name : changedNames) {
            AttributePath path = path(name);
            if (tops.add(path.top())) {
                AttributePath whole =
                        new AttributePath(path.urn(), path.attribute(), Optional.empty(), Optional.empty());
                @Nullable JsonNode before = whole.read(current).orElse(null);
                @Nullable JsonNode after = whole.read(wanted).orElse(null);
                if (after == null && before != null) {
                    operations.addObject().put("op", "remove").put("path", path.top());
                } else if (after != null && !after.equals(before)) {
                    operations
                            .addObject()
                            .put("op", "replace")
                            .put("path", path.top())
                            .set("value", after);
                }
            }
        }
        return operations.isEmpty() ? Optional.empty() : Optional.of(patchOf(operations));
    }

    static ObjectNode patchOf(ArrayNode operations) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putArray("schemas").add(PATCH);
        patch.set("Operations", operations);
        return patch;
    }

    /** What a PUT may carry: the resource without what only the target writes. */
    static ObjectNode writable(ObjectNode resource) {
        ObjectNode copy = resource.deepCopy();
        copy.remove(List.of("meta", "groups"));
        return copy;
    }

    private AttributePath path(String name) {
        AttributePath path = paths.get(name);
        return path == null ? AttributePath.parse(name) : path;
    }
}
