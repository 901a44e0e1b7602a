package io.muster.scim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;

/**
 * Schemas and resource types that are taken away, by their keys in any case: what it means for the types that stay.
 *
 * @param keys as {@link CustomSchemas#key} has them
 */
record Removal(Collection<String> keys) {
    Removal {
        keys = List.copyOf(keys);
    }

    boolean takes(String key) {
        return keys.stream().anyMatch(key::equalsIgnoreCase);
    }

    boolean takesCoreOf(JsonNode type) {
        return takes(type.path("schema").asText());
    }

    /** A schema that a type names goes together with the type, or after the type names it no more. */
    void check(String key, JsonNode type, List<SchemaProblem> problems) {
        String name = type.path("name").asText();
        if (takesCoreOf(type)) {
            problems.add(new SchemaProblem(
                    key,
                    "/schema",
                    "the resource type " + name + " has '" + type.path("schema").asText()
                            + "' as its schema: remove the two together."));
        }
        JsonNode extensions = type.path("schemaExtensions");
        for (int i = 0; i < extensions.size(); i++) {
            String urn = extensions.path(i).path("schema").asText();
            if (takes(urn)) {
                problems.add(new SchemaProblem(
                        key,
                        "/schemaExtensions/" + i + "/schema",
                        "the resource type " + name + " lists '" + urn
                                + "': apply the type without it first, or remove the two together."));
            }
        }
    }

    /** The type without the extensions that are taken away. */
    ObjectNode from(ObjectNode type) {
        ObjectNode left = type.deepCopy();
        ArrayNode kept = left.putArray("schemaExtensions");
        type.path("schemaExtensions")
                .valueStream()
                .filter(extension -> !takes(extension.path("schema").asText()))
                .forEach(kept::add);
        return left;
    }
}
