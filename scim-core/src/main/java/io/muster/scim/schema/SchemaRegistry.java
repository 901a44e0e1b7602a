package io.muster.scim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
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
    private static final Schema COMMON = schemaFile("common.json");
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

    /**
     * What a gateway has published on {@code muster.identity.schemas}, laid over the built-in ones: a published schema
     * stands for the built-in one of its URN, so that a filter means here what it means there. A resource type counts
     * once all its schemas are there.
     *
     * @param documents schemas in the form of {@link Schema#toFullJson}, and resource types; others are passed over
     * @throws IllegalArgumentException where a document is not of the form that it says
     */
    public static SchemaRegistry published(Collection<? extends JsonNode> documents) {
        return PublishedSchemas.over(BUILT_IN, documents);
    }

    /** A registry of these schemas and resource types; a type's schemas are added by themselves. */
    public static SchemaRegistry of(List<Schema> schemas, List<ResourceType> types) {
        Map<String, Schema> byUrn = byUrn(schemas);
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

    /** By URN in lower case; of two with one URN the later. */
    static Map<String, Schema> byUrn(Collection<Schema> schemas) {
        Map<String, Schema> byUrn = new LinkedHashMap<>();
        schemas.forEach(schema -> byUrn.put(key(schema.id()), schema));
        return byUrn;
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
        List<Schema> schemas = new ArrayList<>();
        for (String file : List.of(
                "user.json",
                "group.json",
                "enterprise-user.json",
                "employment-user.json",
                "service-provider-config.json",
                "resource-type.json",
                "schema.json")) {
            schemas.add(schemaFile(file));
        }
        List<ResourceTypeDocument> types = new ArrayList<>();
        file("resource-types.json").forEach(type -> types.add(ResourceTypeDocument.read(type)));
        return assemble(schemas, types);
    }

    /** These schemas, and types whose schemas are all among them, with the attributes that every resource has. */
    static SchemaRegistry assemble(Collection<Schema> schemas, Collection<ResourceTypeDocument> documents) {
        Map<String, Schema> byUrn = byUrn(schemas);
        List<ResourceType> types = new ArrayList<>();
        for (ResourceTypeDocument type : documents) {
            types.add(new ResourceType(
                    type.name(),
                    type.endpoint(),
                    type.description(),
                    COMMON,
                    known(byUrn, type.schema()),
                    type.extensions().stream()
                            .map(e -> new ResourceType.Extension(known(byUrn, e.schema()), e.required()))
                            .toList()));
        }
        return of(List.copyOf(byUrn.values()), types);
    }

    private static Schema known(Map<String, Schema> byUrn, String urn) {
        Schema schema = byUrn.get(key(urn));
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
