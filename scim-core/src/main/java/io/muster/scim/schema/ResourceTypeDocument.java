package io.muster.scim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A resource type as written (RFC 7643 §6), its schemas by their URNs only: {@code {"name":"Contractor",
 * "endpoint":"/Contractors","schema":"urn:…:Contractor","schemaExtensions":[{"schema":"urn:…","required":false}]}}.
 */
record ResourceTypeDocument(
        String name, String endpoint, String description, String schema, List<ExtensionDocument> extensions) {
    ResourceTypeDocument {
        extensions = List.copyOf(extensions);
    }

    /** An extension by its URN. */
    record ExtensionDocument(String schema, boolean required) {}

    /** Reads what has been checked. */
    static ResourceTypeDocument read(JsonNode json) {
        List<ExtensionDocument> extensions = new ArrayList<>();
        json.path("schemaExtensions")
                .forEach(extension -> extensions.add(new ExtensionDocument(
                        SchemaJson.text(extension, "schema"),
                        extension.path("required").asBoolean(false))));
        return new ResourceTypeDocument(
                SchemaJson.text(json, "name"),
                SchemaJson.text(json, "endpoint"),
                json.path("description").asText(""),
                SchemaJson.text(json, "schema"),
                extensions);
    }

    /** What extends a built-in type; its own name, endpoint, schema and extensions stay first and as they are. */
    ResourceTypeDocument over(ResourceType builtIn) {
        List<ExtensionDocument> all = new ArrayList<>();
        builtIn.extensions()
                .forEach(e -> all.add(new ExtensionDocument(e.schema().id(), e.required())));
        extensions.stream()
                .filter(more -> all.stream().noneMatch(e -> e.schema().equalsIgnoreCase(more.schema())))
                .forEach(all::add);
        return new ResourceTypeDocument(
                builtIn.name(),
                builtIn.endpoint(),
                builtIn.description(),
                builtIn.schema().id(),
                all);
    }
}
