package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.AttributeType;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.TextOrder;
import io.muster.scim.schema.Times;
import java.time.Instant;
import java.util.Optional;

/**
 * The form of a document that filters, sorting and unique indexes compare: texts of caseExact=false attributes folded, times as UTC.
 * {@code {"userName":"Alice"}} becomes {@code {"userName":"alice"}}. Made in Java, so that SQL means what the filter's evaluator in
 * memory means, whatever the database's locale.
 */
public final class FoldedDocument {
    private FoldedDocument() {}

    /** Folds a normalized document of a type. */
    public static ObjectNode of(ResourceType type, ObjectNode document) {
        return object(type.root(), document);
    }

    /** A time as documents and filters hold it; empty where it is none. */
    public static Optional<String> time(String text) {
        return Times.instant(text).map(Instant::toString);
    }

    private static ObjectNode object(Attribute complex, ObjectNode object) {
        var folded = JsonNodeFactory.instance.objectNode();
        object.properties()
                .forEach(property -> complex.sub(property.getKey())
                        .flatMap(attribute -> value(attribute, property.getValue()))
                        .ifPresent(value -> folded.set(property.getKey(), value)));
        return folded;
    }

    private static Optional<JsonNode> value(Attribute attribute, JsonNode value) {
        if (value.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            value.forEach(element -> value(attribute, element).ifPresent(array::add));
            return Optional.of(array);
        }
        if (value instanceof ObjectNode object) {
            return Optional.of(attribute.complex() ? object(attribute, object) : object);
        }
        if (!value.isTextual()) {
            return Optional.of(value);
        }
        return attribute.type() == AttributeType.DATE_TIME
                ? time(value.textValue()).map(TextNode::valueOf)
                : Optional.of(TextNode.valueOf(TextOrder.key(attribute, value.textValue())));
    }
}
