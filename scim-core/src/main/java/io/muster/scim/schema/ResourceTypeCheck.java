package io.muster.scim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a JSON document is a resource type (RFC 7643 §6) that can be added to a running server. */
final class ResourceTypeCheck {
    private static final Set<String> TYPE =
            Set.of("schemas", "id", "name", "description", "endpoint", "schema", "schemaExtensions", "meta");
    private static final Set<String> EXTENSION = Set.of("schema", "required");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,63}");
    private static final Pattern ENDPOINT = Pattern.compile("/[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final Set<String> RESERVED_NAMES = Set.of("schema", "resourcetype", "serviceproviderconfig");
    private static final Set<String> RESERVED_ENDPOINTS =
            Set.of("/schemas", "/resourcetypes", "/serviceproviderconfig", "/serviceproviderconfigs", "/bulk", "/me");

    private final Places type;
    private final Map<String, Schema> schemas;

    private ResourceTypeCheck(Places type, Map<String, Schema> schemas) {
        this.type = type;
        this.schemas = schemas;
    }

    /**
     * Notes all that is wrong.
     *
     * @param schemas all that a type can name, by their URNs in lower case
     */
    static void check(Places type, Map<String, Schema> schemas) {
        new ResourceTypeCheck(type, schemas).check();
    }

    private void check() {
        type.only(TYPE);
        type.optionalText("description");
        String name = type.text("name");
        String endpoint = type.text("endpoint");
        JsonNode id = type.json().path("id");
        if (name != null && id.isTextual() && !id.textValue().equals(name)) {
            type.problem("id", "is the type's name, '" + name + "', or left out.");
        }
        Schema core = schema(type, "schema");
        ResourceType builtIn = name == null
                ? null
                : SchemaRegistry.builtIn().resourceType(name).orElse(null);
        if (builtIn == null) {
            own(name, endpoint, core);
        } else {
            unchanged(builtIn, name, endpoint, core);
        }
        extensions(builtIn);
    }

    private void own(@Nullable String name, @Nullable String endpoint, @Nullable Schema core) {
        if (name != null && !NAME.matcher(name).matches()) {
            type.problem("name", "is a letter, then letters and digits, 64 at most.");
        } else if (name != null && RESERVED_NAMES.contains(Places.key(name))) {
            type.problem("name", "'" + name + "' is SCIM's own.");
        }
        if (endpoint != null) {
            if (!ENDPOINT.matcher(endpoint).matches()) {
                type.problem("endpoint", "is '/', a letter, then letters, digits, '-' and '_': /Contractors.");
            } else if (reserved(endpoint)) {
                type.problem("endpoint", "'" + endpoint + "' is taken by SCIM or by a built-in type.");
            }
        }
        if (core != null && SchemaRegistry.builtIn().schema(core.id()).isPresent()) {
            type.problem("schema", "is a built-in schema; a type of its own has a schema of its own.");
        } else if (core != null) {
            core.attributes().stream()
                    .map(Attribute::name)
                    .filter(attribute -> CustomSchemas.RESERVED.contains(Places.key(attribute)))
                    .forEach(attribute -> type.problem(
                            "schema",
                            "has an attribute '" + attribute + "', a name that every resource has or that"
                                    + " belongs to users and groups."));
        }
    }

    private static boolean reserved(String endpoint) {
        return RESERVED_ENDPOINTS.contains(Places.key(endpoint))
                || SchemaRegistry.builtIn().resourceTypes().stream()
                        .anyMatch(builtIn -> builtIn.endpoint().equalsIgnoreCase(endpoint));
    }

    private void unchanged(
            ResourceType builtIn, @Nullable String name, @Nullable String endpoint, @Nullable Schema core) {
        if (!builtIn.name().equals(name)) {
            type.problem("name", "is '" + builtIn.name() + "', which is built in.");
        }
        if (endpoint != null && !builtIn.endpoint().equals(endpoint)) {
            type.problem("endpoint", "of " + builtIn.name() + " stays '" + builtIn.endpoint() + "'.");
        }
        if (core != null && !core.id().equals(builtIn.schema().id())) {
            type.problem(
                    "schema",
                    "of " + builtIn.name() + " stays '" + builtIn.schema().id() + "'.");
        }
    }

    private void extensions(@Nullable ResourceType builtIn) {
        JsonNode list = type.json().path("schemaExtensions");
        if (!list.isMissingNode() && !list.isArray()) {
            type.problem("schemaExtensions", "is an array.");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            Places extension = type.element("schemaExtensions", i);
            extension.only(EXTENSION);
            boolean required = extension.truth("required");
            Schema schema = schema(extension, "schema");
            if (schema == null) {
                continue;
            }
            if (!seen.add(Places.key(schema.id()))) {
                extension.problem("schema", "is there twice.");
            }
            if (builtIn != null && required) {
                extension.problem(
                        "required", "cannot be true for " + builtIn.name() + ": other clients do not know it.");
            }
            boolean foreign = SchemaRegistry.builtIn().schema(schema.id()).isPresent()
                    && (builtIn == null
                            || builtIn.extensions().stream()
                                    .noneMatch(e -> e.schema().id().equals(schema.id())));
            if (foreign) {
                extension.problem("schema", "is a built-in schema that is no extension of this type.");
            }
        }
    }

    private @Nullable Schema schema(Places owner, String member) {
        String urn = owner.urn(member);
        if (urn == null) {
            return null;
        }
        Schema schema = schemas.get(Places.key(urn));
        if (schema == null) {
            owner.problem(member, "'" + urn + "' is not a schema that is known here; apply it first or together.");
        }
        return schema;
    }
}
