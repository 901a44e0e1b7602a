package io.muster.scim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Schemas and resource types as another service has told them. */
final class PublishedSchemas {
    private final Map<String, Schema> schemas = new LinkedHashMap<>();
    private final Map<String, ResourceTypeDocument> types = new LinkedHashMap<>();

    private PublishedSchemas(SchemaRegistry builtIn) {
        schemas.putAll(SchemaRegistry.byUrn(builtIn.schemas()));
        builtIn.resourceTypes().forEach(type -> add(ResourceTypeDocument.read(type.toJson())));
    }

    static SchemaRegistry over(SchemaRegistry builtIn, Collection<? extends JsonNode> documents) {
        PublishedSchemas all = new PublishedSchemas(builtIn);
        documents.forEach(all::read);
        return SchemaRegistry.assemble(
                all.schemas.values(),
                all.types.values().stream()
                        .filter(all::complete)
                        .map(all::known)
                        .toList());
    }

    private void read(JsonNode document) {
        for (JsonNode urn : document.path("schemas")) {
            if (urn.asText().equalsIgnoreCase(Schema.URN)) {
                Schema schema = Schema.fromJson(document);
                schemas.put(Places.key(schema.id()), schema);
            } else if (urn.asText().equalsIgnoreCase(ResourceType.URN)) {
                add(ResourceTypeDocument.read(document));
            }
        }
    }

    private void add(ResourceTypeDocument type) {
        types.put(Places.key(type.name()), type);
    }

    /** Keys of a topic come in any order: a type may be here before its schema. */
    private boolean complete(ResourceTypeDocument type) {
        return schemas.containsKey(Places.key(type.schema()));
    }

    private ResourceTypeDocument known(ResourceTypeDocument type) {
        return new ResourceTypeDocument(
                type.name(),
                type.endpoint(),
                type.description(),
                type.schema(),
                type.extensions().stream()
                        .filter(extension -> schemas.containsKey(Places.key(extension.schema())))
                        .toList());
    }
}
