package io.muster.gateway;

import static io.muster.gateway.Scim.scim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.schema.CustomSchemas;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A resource type that was added, with attributes of each type there is (RFC 7643 §2.3), single and multi-valued, with case and without, at
 * the top and inside others, the rest of their characteristics by chance; gone with its resources when this is closed.
 */
final class RandomSchema implements AutoCloseable {
    private static final List<String> SIMPLE =
            List.of("string", "string", "boolean", "decimal", "integer", "dateTime", "binary", "reference");

    private final String name = Contractors.name("Thing");
    private final ResourceType type;

    /** Adds the type to the running gateway. */
    RandomSchema(Random random) {
        var schema = Contractors.schema(Contractors.urn(name), attributes(random));
        var document = Contractors.type(name, Contractors.urn(name));
        Contractors.apply(schema, document).statusCode(200);
        type = CustomSchemas.NONE
                .with(List.of(schema, document), SchemaLimits.DEFAULT)
                .registry()
                .resourceType(name)
                .orElseThrow();
    }

    ResourceType type() {
        return type;
    }

    @Override
    public void close() {
        List<String> ids = scim().get(type.endpoint()).then().extract().path("Resources.id");
        ids.forEach(id -> scim().delete(type.endpoint() + "/" + id).then().statusCode(204));
        Contractors.remove(Contractors.TYPE_URN + ":" + name, Contractors.urn(name))
                .statusCode(200);
    }

    private static String[] attributes(Random random) {
        var attributes = new ArrayList<String>();
        for (var type : SIMPLE) {
            attributes.add(simple(type + attributes.size(), type, random).toString());
        }
        for (boolean multiValued : new boolean[] {false, true}) {
            var complex = JsonNodeFactory.instance
                    .objectNode()
                    .put("name", multiValued ? "several" : "inside")
                    .put("type", "complex")
                    .put("multiValued", multiValued);
            var parts = complex.putArray("subAttributes");
            parts.add(simple("value", "string", random).put("multiValued", false));
            parts.add(simple("type", "string", random).put("multiValued", false));
            parts.add(simple("number", "decimal", random).put("multiValued", false));
            parts.add(simple("at", "dateTime", random).put("multiValued", false));
            parts.add(simple("times", "dateTime", random).put("multiValued", true));
            parts.add(simple("names", "string", random).put("multiValued", true));
            parts.add(simple("numbers", "integer", random).put("multiValued", true));
            parts.add(simple("flag", "boolean", random).put("multiValued", false));
            attributes.add(complex.toString());
        }
        return attributes.toArray(String[]::new);
    }

    private static ObjectNode simple(String name, String type, Random random) {
        var attribute = JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("type", type)
                .put("multiValued", random.nextInt(3) == 0);
        if (type.equals("string") || type.equals("dateTime")) {
            attribute.put("caseExact", random.nextBoolean());
        }
        if (type.equals("reference")) {
            attribute.putArray("referenceTypes").add("external");
        }
        return attribute;
    }
}
