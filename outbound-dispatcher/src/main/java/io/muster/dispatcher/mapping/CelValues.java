package io.muster.dispatcher.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.values.NullValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Between JSON and the Java values that CEL computes with. */
final class CelValues {
    private CelValues() {}

    static Map<String, Object> object(ObjectNode node) {
        Map<String, Object> values = new LinkedHashMap<>();
        node.properties().forEach(entry -> values.put(entry.getKey(), value(entry.getValue())));
        if (values.get("active") == null && values.containsKey("userName")) {
            values.put("active", true); // RFC 7643 leaves it open; a person without the attribute is an active one
        }
        return values;
    }

    private static Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> object((ObjectNode) node);
            case ARRAY -> {
                List<Object> items = new ArrayList<>();
                node.forEach(item -> items.add(value(item)));
                yield items;
            }
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> {
                if (node.isIntegralNumber()) {
                    yield node.longValue();
                }
                yield node.doubleValue();
            }
            case STRING, BINARY -> node.asText();
            case NULL, MISSING, POJO -> NullValue.NULL_VALUE;
        };
    }

    /**
     * The JSON of a result.
     *
     * @throws ExpressionError when the result is not a value that an attribute can hold
     */
    static JsonNode json(Object result) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (result) {
            case NullValue nothing -> json.nullNode();
            case String text -> json.textNode(text);
            case Boolean truth -> json.booleanNode(truth);
            case Long number -> json.numberNode(number);
            case Double number -> json.numberNode(number);
            case Instant time -> json.textNode(time.toString());
            case List<?> items -> {
                ArrayNode array = json.arrayNode(items.size());
                items.forEach(item -> array.add(json(item)));
                yield array;
            }
            case Map<?, ?> entries -> {
                ObjectNode object = json.objectNode();
                entries.forEach((key, item) -> object.set(String.valueOf(key), json(item)));
                yield object;
            }
            default ->
                throw new ExpressionError(
                        "the result is a " + result.getClass().getSimpleName()
                                + "; an attribute is text, a number, true or false, a list or an object",
                        0,
                        0);
        };
    }
}
