package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.schema.Custom;
import io.muster.gateway.sql.Sql;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Values of added attributes with uniqueness {@code server}: the rows of {@code unique_value} decide, not a look before. Which attributes are
 * unique is data here; the built-in ones have indexes.
 */
public final class UniqueValues {
    private UniqueValues() {}

    /** The values that a document of this type would take, by attribute. */
    public static Map<String, String> of(ResourceType type, ObjectNode document) {
        var unique = Custom.unique(type);
        var values = new LinkedHashMap<String, String>();
        var folded = unique.isEmpty() ? document : FoldedDocument.of(type, document);
        unique.forEach(path -> {
            var value = value(folded, path);
            if (!value.isMissingNode()) {
                values.put(path.toString(), value.asText());
            }
        });
        return values;
    }

    /**
     * Takes the values of a resource that has just been written, and gives back what it had before.
     *
     * @throws ScimError.Refused (in the Uni) with Uniqueness, naming the attribute
     */
    static Uni<Void> claim(Mutiny.Session session, ResourceType type, StoredResource resource) {
        if (Custom.unique(type).isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var values = of(type, resource.document());
        return Sql.of("delete from unique_value where resource_id = $1", resource.id())
                .run(session)
                .chain(() -> values.isEmpty() ? Uni.createFrom().voidItem() : insert(session, resource, values));
    }

    /** Whoever wrote the same value first is waited for: then his row is there or is not. */
    private static Uni<Void> insert(Mutiny.Session session, StoredResource resource, Map<String, String> values) {
        return Sql.of(
                        """
                        insert into unique_value (type, attribute, value, resource_id)
                        select $1, v.key, v.value, $2 from jsonb_each_text(%s) v order by v.key
                        on conflict do nothing returning attribute
                        """.formatted(Sql.json("$3")),
                        resource.type(),
                        resource.id(),
                        json(values).toString())
                .list(session, row -> row.text(0))
                .invoke(taken -> values.keySet().stream()
                        .filter(attribute -> !taken.contains(attribute))
                        .findFirst()
                        .ifPresent(attribute -> {
                            throw new ScimError.Uniqueness(attribute, "").refused();
                        }))
                .replaceWithVoid();
    }

    private static ObjectNode json(Map<String, String> values) {
        var json = JsonNodeFactory.instance.objectNode();
        values.forEach(json::put);
        return json;
    }

    private static JsonNode value(ObjectNode folded, ResolvedPath path) {
        JsonNode value = folded;
        for (String key : path.keys()) {
            value = value.path(key);
        }
        return value;
    }
}
