package io.muster.scim.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.fixtures.Contractors;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.SchemaChange.Against;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SchemaChangePropertiesTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Map<String, JsonNode> VALUES = Map.of(
            "string", JSON.textNode("x"),
            "integer", JSON.numberNode(7),
            "boolean", JSON.booleanNode(true),
            "dateTime", JSON.textNode("2026-11-24T08:00:00Z"));

    @Property
    void a_resource_that_no_change_stands_against_is_the_same_resource_afterwards(
            @ForAll("schemas") ObjectNode before, @ForAll("schemas") ObjectNode after, @ForAll long seed) {
        var old = with(before);
        var next = with(after);
        ObjectNode document = resource(old.schema(), seed);
        var against = SchemaChange.between(registry(before), registry(after)).stream()
                .filter(change -> stands(change, document))
                .toList();
        if (against.isEmpty()) {
            assertThat(Resources.same(document, Resources.checked(next, Resources.normalize(next, document))))
                    .as("%s under %s, then %s", document, before, after)
                    .isTrue();
        }
    }

    @Property
    void what_is_told_is_read_back_as_what_is_in_force(@ForAll("schemas") ObjectNode schema) {
        var custom = CustomSchemas.NONE.with(List.of(schema, Contractors.type()), SchemaLimits.DEFAULT);
        assertThat(custom.with(List.copyOf(custom.documents().values()), SchemaLimits.DEFAULT)
                        .documents())
                .isEqualTo(custom.documents());
        assertThat(SchemaRegistry.published(List.copyOf(custom.documents().values()))
                        .resourceType("Contractor")
                        .orElseThrow()
                        .root())
                .isEqualTo(with(schema).root());
    }

    private static boolean stands(SchemaChange change, ObjectNode document) {
        if (change.against() == Against.ALL) {
            return true;
        }
        var keys = change.path().orElseThrow().keys();
        JsonNode holder = keys.size() == 1 ? document : document.path(keys.getFirst());
        var holders = holder.isArray() ? holder.valueStream().toList() : List.of(holder);
        return change.against() == Against.WITH_VALUE
                ? holders.stream().anyMatch(each -> each.has(keys.getLast()))
                : holders.stream().anyMatch(each -> each.isObject() && !each.has(keys.getLast()));
    }

    private static ResourceType with(ObjectNode schema) {
        return registry(schema).resourceType("Contractor").orElseThrow();
    }

    private static SchemaRegistry registry(ObjectNode schema) {
        return CustomSchemas.NONE
                .with(List.of(schema, Contractors.type()), SchemaLimits.DEFAULT)
                .registry();
    }

    /** A resource that has some of the attributes, and all that are required. */
    private static ObjectNode resource(Schema schema, long seed) {
        ObjectNode resource = JSON.objectNode();
        resource.putArray("schemas").add(schema.id());
        fill(resource, schema.attributes(), seed);
        return resource;
    }

    private static void fill(ObjectNode object, List<Attribute> attributes, long seed) {
        long bits = seed;
        for (Attribute attribute : attributes) {
            bits = bits * 31 + 7;
            if (attribute.required() || Math.floorMod(bits, 3) > 0) {
                JsonNode value = value(attribute, bits);
                object.set(
                        attribute.name(),
                        attribute.multiValued() ? JSON.arrayNode().add(value) : value);
            }
        }
    }

    private static JsonNode value(Attribute attribute, long seed) {
        if (!attribute.complex()) {
            return VALUES.getOrDefault(attribute.type().json(), JSON.nullNode());
        }
        ObjectNode object = JSON.objectNode();
        fill(object, attribute.subAttributes(), seed);
        if (object.isEmpty()) {
            Attribute first = attribute.subAttributes().getFirst();
            JsonNode value = VALUES.getOrDefault(first.type().json(), JSON.nullNode());
            object.set(first.name(), first.multiValued() ? JSON.arrayNode().add(value) : value);
        }
        return object;
    }

    @Provide
    Arbitrary<ObjectNode> schemas() {
        return attributes(true)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .uniqueElements(attribute -> attribute.path("name").asText())
                .map(attributes -> {
                    ObjectNode schema = Contractors.core();
                    schema.putArray("attributes").addAll(attributes);
                    return schema;
                });
    }

    private static Arbitrary<ObjectNode> attributes(boolean complex) {
        Arbitrary<ObjectNode> simple = Combinators.combine(
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.of("string", "integer", "boolean", "dateTime"),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false, false))
                .as((name, type, multiValued, required) -> JSON.objectNode()
                        .put("name", name)
                        .put("type", type)
                        .put("multiValued", multiValued)
                        .put("required", required));
        if (!complex) {
            return simple;
        }
        Arbitrary<ObjectNode> parts = Combinators.combine(
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.of(true, false),
                        attributes(false)
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(3)
                                .uniqueElements(part -> part.path("name").asText()))
                .as((name, multiValued, subs) -> {
                    ObjectNode attribute = JSON.objectNode()
                            .put("name", name)
                            .put("type", "complex")
                            .put("multiValued", multiValued);
                    attribute.putArray("subAttributes").addAll(subs);
                    return attribute;
                });
        return Arbitraries.oneOf(simple, parts);
    }
}
