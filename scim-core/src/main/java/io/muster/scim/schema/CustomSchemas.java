package io.muster.scim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The schemas and resource types that a platform team has added to the built-in ones: documents that are valid together,
 * and the registry that they make. Immutable.
 */
public final class CustomSchemas {
    /** Nothing added. */
    public static final CustomSchemas NONE = new CustomSchemas(Map.of(), SchemaRegistry.builtIn());

    /** Names of attributes that no core schema of a type of its own can have: in lower case. */
    static final Set<String> RESERVED = Set.of("schemas", "id", "externalid", "meta", "members", "groups", "password");

    private final Map<String, ObjectNode> documents;
    private final SchemaRegistry registry;

    private CustomSchemas(Map<String, ObjectNode> documents, SchemaRegistry registry) {
        this.documents = documents;
        this.registry = registry;
    }

    /** All documents in their full form by their {@link #key}, in the order of the keys. */
    public Map<String, ObjectNode> documents() {
        var copies = new TreeMap<String, ObjectNode>();
        documents.forEach((key, document) -> copies.put(key, document.deepCopy()));
        return copies;
    }

    /** The built-in schemas and types with these. */
    public SchemaRegistry registry() {
        return registry;
    }

    /**
     * What names a document: a schema's URN; of a resource type {@code urn:ietf:params:scim:schemas:core:2.0:ResourceType:Contractor}.
     * The same as the key of its record on the schemas topic.
     */
    public static Optional<String> key(JsonNode document) {
        return Optional.ofNullable(
                        document.path(isType(document) ? "name" : "id").textValue())
                .filter(name -> !name.isEmpty())
                .map(name -> isType(document) ? keyOfType(name) : name);
    }

    /** The {@link #key} of a resource type of that name. */
    public static String keyOfType(String name) {
        return ResourceType.URN + ":" + name;
    }

    /** A resource type names its endpoint; a schema has attributes. */
    private static boolean isType(JsonNode document) {
        return document.path("schemas")
                        .valueStream()
                        .anyMatch(urn -> urn.asText().equalsIgnoreCase(ResourceType.URN))
                || (document.has("endpoint") && !document.has("attributes"));
    }

    /**
     * These with more documents; one with a key that is there already takes its place.
     *
     * @throws InvalidSchemas where the result would not be valid
     */
    public CustomSchemas with(List<? extends JsonNode> more, SchemaLimits limits) {
        List<SchemaProblem> problems = new ArrayList<>();
        Map<String, Document> all = new LinkedHashMap<>();
        documents.forEach((key, document) -> all.put(Places.key(key), new Document(key, document)));
        Map<String, Document> given = new LinkedHashMap<>();
        for (int i = 0; i < more.size(); i++) {
            JsonNode json = more.get(i);
            String key = key(json).orElse("document " + (i + 1));
            checkWhole(key, json, limits, problems);
            if (given.put(Places.key(key), new Document(key, json)) != null) {
                problems.add(new SchemaProblem(key, "", "is given twice."));
            }
        }
        all.putAll(given);
        return build(all.values(), limits, problems);
    }

    private static void checkWhole(String key, JsonNode json, SchemaLimits limits, List<SchemaProblem> problems) {
        checkTexts(key, "", json, problems);
        int bytes = json.toString().getBytes(StandardCharsets.UTF_8).length;
        if (!json.isObject()) {
            problems.add(new SchemaProblem(key, "", "is a JSON object, a schema or a resource type."));
        } else if (bytes > limits.bytes()) {
            problems.add(new SchemaProblem(
                    key, "", "has " + bytes + " bytes of JSON; a document has " + limits.bytes() + " at most."));
        }
    }

    private static void checkTexts(String key, String place, JsonNode json, List<SchemaProblem> problems) {
        if (json.isTextual() && !TextOrder.storable(json.textValue())) {
            problems.add(new SchemaProblem(
                    key, place, "holds the character U+0000, or half a character, which cannot be kept."));
        }
        json.properties()
                .forEach(member -> checkTexts(key, place + "/" + member.getKey(), member.getValue(), problems));
        for (int i = 0; json.isArray() && i < json.size(); i++) {
            checkTexts(key, place + "/" + i, json.path(i), problems);
        }
    }

    /**
     * These without some; keys that are not there are passed over.
     *
     * @throws InvalidSchemas where a resource type would be left without one of its schemas
     */
    public CustomSchemas without(Collection<String> keys, SchemaLimits limits) {
        Map<String, Document> all = new LinkedHashMap<>();
        documents.forEach((key, document) -> all.put(Places.key(key), new Document(key, document)));
        keys.forEach(key -> all.remove(Places.key(key)));
        List<SchemaProblem> problems = new ArrayList<>();
        all.values().stream()
                .filter(document -> isType(document.json))
                .forEach(type -> new Removal(keys).check(type.key, type.json, problems));
        refuse(problems);
        return build(all.values(), limits, problems);
    }

    /**
     * What would be left without some, if all that names them let go of them: types list them no more, and a type whose core schema is among them is
     * gone. By this is seen who would lose something.
     */
    public CustomSchemas withoutTrace(Collection<String> keys, SchemaLimits limits) {
        Removal removal = new Removal(keys);
        Map<String, Document> all = new LinkedHashMap<>();
        documents.forEach((key, document) -> {
            if (!removal.takes(key) && !(isType(document) && removal.takesCoreOf(document))) {
                ObjectNode left = isType(document) ? removal.from(document) : document;
                all.put(Places.key(key), new Document(key, left));
            }
        });
        return build(all.values(), limits, new ArrayList<>());
    }

    /** The document of that key, in any case. */
    public Optional<ObjectNode> document(String key) {
        return documents.entrySet().stream()
                .filter(document -> document.getKey().equalsIgnoreCase(key))
                .map(document -> document.getValue().deepCopy())
                .findFirst();
    }

    private record Document(String key, JsonNode json) {
        Places places(List<SchemaProblem> problems) {
            return new Places(key, "", json, problems);
        }
    }

    private static CustomSchemas build(
            Collection<Document> documents, SchemaLimits limits, List<SchemaProblem> problems) {
        if (documents.size() > limits.documents()) {
            problems.add(new SchemaProblem(
                    "all",
                    "",
                    documents.size() + " schemas and resource types are more than " + limits.documents() + "."));
        }
        List<Document> types = documents.stream().filter(d -> isType(d.json)).toList();
        List<Document> schemas = documents.stream().filter(d -> !isType(d.json)).toList();
        schemas.forEach(schema -> SchemaCheck.check(schema.places(problems), limits));
        refuse(problems);
        List<Schema> known = new ArrayList<>(SchemaRegistry.builtIn().schemas());
        schemas.forEach(schema -> known.add(Schema.fromJson(schema.json)));
        apart(known, problems);
        types.forEach(type -> ResourceTypeCheck.check(type.places(problems), SchemaRegistry.byUrn(known)));
        refuse(problems);
        List<ResourceTypeDocument> read = read(types);
        together(read, problems);
        refuse(problems);
        SchemaRegistry registry = SchemaRegistry.assemble(known, read);
        return new CustomSchemas(full(schemas, types, registry), registry);
    }

    private static void refuse(List<SchemaProblem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidSchemas(problems);
        }
    }

    /** No URN may be another's attribute: {@code urn:…:User:department} would have two meanings. */
    private static void apart(List<Schema> schemas, List<SchemaProblem> problems) {
        for (Schema schema : schemas) {
            String urn = Places.key(schema.id());
            int colon = urn.lastIndexOf(':');
            schemas.stream()
                    .filter(other -> Places.key(other.id()).equals(urn.substring(0, colon)))
                    .forEach(other -> problems.add(new SchemaProblem(
                            schema.id(), "/id", "would be read as an attribute of " + other.id() + ".")));
        }
    }

    /** Built-in types first, in their order and with what extends them, then the others by name. */
    private static List<ResourceTypeDocument> read(List<Document> types) {
        Map<String, ResourceTypeDocument> written = new TreeMap<>();
        types.forEach(type -> {
            ResourceTypeDocument document = ResourceTypeDocument.read(type.json);
            written.put(Places.key(document.name()), document);
        });
        List<ResourceTypeDocument> all = new ArrayList<>();
        for (ResourceType builtIn : SchemaRegistry.builtIn().resourceTypes()) {
            ResourceTypeDocument extended = written.remove(Places.key(builtIn.name()));
            all.add(extended == null ? ResourceTypeDocument.read(builtIn.toJson()) : extended.over(builtIn));
        }
        all.addAll(written.values());
        return all;
    }

    /** An endpoint leads to one type; a core schema has one type and extends none. */
    private static void together(List<ResourceTypeDocument> types, List<SchemaProblem> problems) {
        Map<String, String> endpoints = new HashMap<>();
        Map<String, String> cores = new HashMap<>();
        for (ResourceTypeDocument type : types) {
            String key = keyOfType(type.name());
            String before = endpoints.put(Places.key(type.endpoint()), type.name());
            if (before != null) {
                problems.add(new SchemaProblem(key, "/endpoint", "is that of " + before + " already."));
            }
            String owner = cores.put(Places.key(type.schema()), type.name());
            if (owner != null) {
                problems.add(new SchemaProblem(key, "/schema", "is the schema of " + owner + " already."));
            }
        }
        for (ResourceTypeDocument type : types) {
            for (int i = 0; i < type.extensions().size(); i++) {
                String owner = cores.get(Places.key(type.extensions().get(i).schema()));
                if (owner != null) {
                    problems.add(new SchemaProblem(
                            keyOfType(type.name()),
                            "/schemaExtensions/" + i + "/schema",
                            "is the schema of " + owner + " and extends nothing."));
                }
            }
        }
    }

    private static Map<String, ObjectNode> full(List<Document> schemas, List<Document> types, SchemaRegistry registry) {
        Map<String, ObjectNode> full = new TreeMap<>();
        for (Document schema : schemas) {
            Schema read = registry.schema(schema.key).orElseThrow();
            full.put(read.id(), read.toFullJson());
        }
        for (Document type : types) {
            ResourceType read =
                    registry.resourceType(type.json.path("name").asText()).orElseThrow();
            full.put(keyOfType(read.name()), read.toJson());
        }
        return full;
    }
}
