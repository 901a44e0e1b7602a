package io.muster.scim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Schemas to and from the JSON of RFC 7643 §7. */
final class SchemaJson {
    private SchemaJson() {}

    static Schema readSchema(JsonNode json) {
        return new Schema(
                text(json, "id"),
                text(json, "name"),
                json.path("description").asText(""),
                readAttributes(json, "attributes"));
    }

    private static List<Attribute> readAttributes(JsonNode json, String field) {
        List<Attribute> attributes = new ArrayList<>();
        json.path(field).forEach(attribute -> attributes.add(readAttribute(attribute)));
        return attributes;
    }

    private static Attribute readAttribute(JsonNode json) {
        AttributeType type = choice(json, "type", AttributeType.values(), AttributeType::json, AttributeType.STRING);
        Returned returned = choice(json, "returned", Returned.values(), Returned::json, Returned.DEFAULT);
        Attribute.Builder builder = Attribute.named(text(json, "name"), type)
                .multiValued(json.path("multiValued").asBoolean(false))
                .description(json.path("description").asText(""))
                .required(json.path("required").asBoolean(false))
                .mutability(choice(json, "mutability", Mutability.values(), Mutability::json, Mutability.READ_WRITE))
                .returned(returned)
                .uniqueness(choice(json, "uniqueness", Uniqueness.values(), Uniqueness::json, Uniqueness.NONE))
                .canonicalValues(texts(json, "canonicalValues"))
                .referenceTypes(texts(json, "referenceTypes"))
                .subAttributes(readAttributes(json, "subAttributes"))
                .event(choice(json, "event", EventDetail.values(), EventDetail::json, usualEvent(returned)))
                .values(choice(json, "values", ValueRule.values(), ValueRule::json, ValueRule.ANY));
        if (json.hasNonNull("caseExact")) {
            builder.caseExact(json.get("caseExact").asBoolean());
        }
        return builder.build();
    }

    /** What events say where the schema does not: no secret that readers do not see either. */
    static EventDetail usualEvent(Returned returned) {
        return returned == Returned.NEVER ? EventDetail.NEVER : EventDetail.FULL;
    }

    static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + field + "' is missing in " + json.path("name").asText("a schema"));
        }
        return value.textValue();
    }

    private static List<String> texts(JsonNode json, String field) {
        List<String> texts = new ArrayList<>();
        json.path(field).forEach(value -> texts.add(value.asText()));
        return texts;
    }

    private static <E extends Enum<E>> E choice(
            JsonNode json, String field, E[] choices, Function<E, String> name, E otherwise) {
        if (!json.hasNonNull(field)) {
            return otherwise;
        }
        String wanted = json.get(field).asText();
        for (E choice : choices) {
            if (name.apply(choice).equalsIgnoreCase(wanted)) {
                return choice;
            }
        }
        throw new IllegalArgumentException(
                "'" + field + "' of " + json.path("name").asText("?") + " cannot be '" + wanted + "'");
    }

    static ObjectNode writeSchema(Schema schema, boolean full) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("schemas").add(Schema.URN);
        json.put("id", schema.id());
        json.put("name", schema.name());
        json.put("description", schema.description());
        ArrayNode attributes = json.putArray("attributes");
        schema.attributes().forEach(attribute -> attributes.add(writeAttribute(attribute, full)));
        json.putObject("meta").put("resourceType", "Schema");
        return json;
    }

    private static ObjectNode writeAttribute(Attribute attribute, boolean full) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", attribute.name());
        json.put("type", attribute.type().json());
        json.put("multiValued", attribute.multiValued());
        json.put("description", attribute.description());
        json.put("required", attribute.required());
        putTexts(json, "canonicalValues", attribute.canonicalValues());
        // Of a time it counts where a part of it is looked for; false is what is taken where nothing is said.
        if (comparedAsText(attribute) || attribute.caseExact()) {
            json.put("caseExact", attribute.caseExact());
        }
        json.put("mutability", attribute.mutability().json());
        json.put("returned", attribute.returned().json());
        if (!attribute.complex()) {
            json.put("uniqueness", attribute.uniqueness().json());
        }
        putTexts(json, "referenceTypes", attribute.referenceTypes());
        if (full && attribute.event() != EventDetail.FULL) {
            json.put("event", attribute.event().json());
        }
        if (full && attribute.values() != ValueRule.ANY) {
            json.put("values", attribute.values().json());
        }
        if (attribute.complex()) {
            ArrayNode subs = json.putArray("subAttributes");
            attribute.subAttributes().forEach(sub -> subs.add(writeAttribute(sub, full)));
        }
        return json;
    }

    private static boolean comparedAsText(Attribute attribute) {
        return switch (attribute.type()) {
            case STRING, REFERENCE, BINARY -> true;
            case BOOLEAN, DECIMAL, INTEGER, DATE_TIME, COMPLEX -> false;
        };
    }

    private static void putTexts(ObjectNode json, String field, List<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode array = json.putArray(field);
            texts.forEach(array::add);
        }
    }
}
