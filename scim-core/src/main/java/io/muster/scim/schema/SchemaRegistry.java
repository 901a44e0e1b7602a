package io.muster.scim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The schemas and resource types of a server. Immutable; {@link #builtIn()} has all that Muster ships. */
public final class SchemaRegistry {
    /** URN of the core User schema (RFC 7643 §4.1). */
    public static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    /** URN of the core Group schema (RFC 7643 §4.2). */
    public static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
    /** URN of the enterprise extension (RFC 7643 §4.3). */
    public static final String ENTERPRISE_USER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    /** URN of our employment extension. */
    public static final String EMPLOYMENT_USER = "urn:muster:params:scim:schemas:extension:employment:1.0:User";
    /** URN of the service provider's configuration (RFC 7643 §5). */
    public static final String SERVICE_PROVIDER_CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry BUILT_IN = load();

    private final Map<String, Schema> schemas;
    private final Map<String, ResourceType> resourceTypes;

    private SchemaRegistry(Map<String, Schema> schemas, Map<String, ResourceType> resourceTypes) {
        this.schemas = schemas;
        this.resourceTypes = resourceTypes;
    }

    /** User with the enterprise and the employment extension, Group, and the schemas of discovery. */
    public static SchemaRegistry builtIn() {
        return BUILT_IN;
    }

    /** A registry of these schemas and resource types; a type's schemas are added by themselves. */
    public static SchemaRegistry of(List<Schema> schemas, List<ResourceType> types) {
        Map<String, Schema> byUrn = new LinkedHashMap<>();
        schemas.forEach(schema -> byUrn.put(key(schema.id()), schema));
        Map<String, ResourceType> byName = new LinkedHashMap<>();
        for (ResourceType type : types) {
            byUrn.putIfAbsent(key(type.schema().id()), type.schema());
            type.extensions().forEach(e -> byUrn.putIfAbsent(key(e.schema().id()), e.schema()));
            byName.put(key(type.name()), type);
        }
        return new SchemaRegistry(byUrn, byName);
    }

    /** The schemas, in a fixed order. */
    public List<Schema> schemas() {
        return List.copyOf(schemas.values());
    }

    /** The resource types, in a fixed order. */
    public List<ResourceType> resourceTypes() {
        return List.copyOf(resourceTypes.values());
    }

    /** The schema with this URN, in any case. */
    public Optional<Schema> schema(String urn) {
        return Optional.ofNullable(schemas.get(key(urn)));
    }

    /** The resource type of this name, in any case. */
    public Optional<ResourceType> resourceType(String name) {
        return Optional.ofNullable(resourceTypes.get(key(name)));
    }

    /** The User type. */
    public ResourceType user() {
        return resourceType("User").orElseThrow();
    }

    /** The Group type. */
    public ResourceType group() {
        return resourceType("Group").orElseThrow();
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static SchemaRegistry load() {
        Schema common = schemaFile("common.json");
        Map<String, Schema> byUrn = new LinkedHashMap<>();
        for (String file : List.of(
                "user.json",
                "group.json",
                "enterprise-user.json",
                "employment-user.json",
                "service-provider-config.json",
                "resource-type.json",
                "schema.json")) {
            Schema schema = schemaFile(file);
            byUrn.put(schema.id(), schema);
        }
        List<ResourceType> types = new ArrayList<>();
        for (JsonNode type : file("resource-types.json")) {
            List<ResourceType.Extension> extensions = new ArrayList<>();
            for (JsonNode extension : type.path("schemaExtensions")) {
                extensions.add(new ResourceType.Extension(
                        known(byUrn, extension), extension.path("required").asBoolean()));
            }
            types.add(new ResourceType(
                    SchemaJson.text(type, "name"),
                    SchemaJson.text(type, "endpoint"),
                    SchemaJson.text(type, "description"),
                    common,
                    known(byUrn, type),
                    extensions));
        }
        return of(List.copyOf(byUrn.values()), types);
    }

    private static Schema known(Map<String, Schema> byUrn, JsonNode owner) {
        String urn = SchemaJson.text(owner, "schema");
        Schema schema = byUrn.get(urn);
        if (schema == null) {
            throw new IllegalStateException("No schema " + urn);
        }
        return schema;
    }

    private static Schema schemaFile(String name) {
        return Schema.fromJson(file(name));
    }

    private static JsonNode file(String name) {
        try (InputStream stream = SchemaRegistry.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("The resource " + name + " is missing.");
            }
            return JSON.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
