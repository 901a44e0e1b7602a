package io.muster.scim.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.TextOrder;
import io.muster.scim.schema.Times;
import io.muster.scim.schema.ValueRule;
import java.math.BigDecimal;
import java.util.Base64;

/** Simple values in their types (RFC 7643 §2.3). Texts are kept as they came. */
final class SimpleValues {
    /** A number that is written longer is no measure of anything. */
    private static final int MAX_NUMBER_LENGTH = 100;

    private SimpleValues() {}

    static JsonNode typed(Attribute attribute, JsonNode json, String where) {
        return switch (attribute.type()) {
            case STRING -> TextNode.valueOf(ruled(attribute, text(json, where), where));
            case REFERENCE -> TextNode.valueOf(text(json, where));
            case BOOLEAN -> bool(json, where);
            case INTEGER -> integer(json, where);
            case DECIMAL -> decimal(json, where);
            case DATE_TIME -> dateTime(json, where);
            case BINARY -> binary(json, where);
            case COMPLEX -> throw new IllegalArgumentException("Not a simple attribute: " + attribute);
        };
    }

    /** Ids come as JSON numbers from some clients; they are read as their decimal text. */
    private static String text(JsonNode json, String where) {
        if (json.isTextual() && !TextOrder.storable(json.textValue())) {
            throw Normalizer.invalid(where, "holds the character U+0000 or half of a character");
        }
        if (json.isTextual() || json.isNumber() || json.isBoolean()) {
            return json.asText();
        }
        throw Normalizer.invalid(where, "is a string");
    }

    private static String ruled(Attribute attribute, String text, String where) {
        ValueRule rule = attribute.values();
        return switch (rule) {
            case ANY -> text;
            case DATE -> {
                if (Times.date(text).isEmpty()) {
                    throw Normalizer.invalid(where, "is a date, YYYY-MM-DD");
                }
                yield text;
            }
            case CANONICAL ->
                attribute.canonicalValues().stream()
                        .filter(value -> attribute.caseExact() ? value.equals(text) : value.equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> Normalizer.invalid(where, "is one of " + attribute.canonicalValues()));
        };
    }

    private static JsonNode bool(JsonNode json, String where) {
        if (json.isBoolean()) {
            return json;
        }
        if (json.isTextual() && json.textValue().equalsIgnoreCase("true")) {
            return BooleanNode.TRUE;
        }
        if (json.isTextual() && json.textValue().equalsIgnoreCase("false")) {
            return BooleanNode.FALSE;
        }
        throw Normalizer.invalid(where, "is a boolean");
    }

    private static JsonNode integer(JsonNode json, String where) {
        try {
            if (json.isIntegralNumber() && json.canConvertToLong()) {
                return whole(json.longValue());
            }
            if (json.isTextual()) {
                return whole(Long.parseLong(json.textValue()));
            }
        } catch (NumberFormatException notANumber) {
            throw Normalizer.invalid(where, "is an integer");
        }
        throw Normalizer.invalid(where, "is an integer");
    }

    private static JsonNode whole(long value) {
        return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
    }

    private static JsonNode decimal(JsonNode json, String where) {
        boolean readable = json.isNumber() || json.isTextual();
        String text = json.asText();
        if (!readable || text.length() > MAX_NUMBER_LENGTH) {
            throw Normalizer.invalid(where, "is a number");
        }
        try {
            return DecimalNode.valueOf(new BigDecimal(text));
        } catch (NumberFormatException notANumber) {
            throw Normalizer.invalid(where, "is a number");
        }
    }

    private static JsonNode dateTime(JsonNode json, String where) {
        if (!json.isTextual() || Times.dateTime(json.textValue()).isEmpty()) {
            throw Normalizer.invalid(where, "is a dateTime such as 2026-11-24T08:00:00Z");
        }
        return json;
    }

    private static JsonNode binary(JsonNode json, String where) {
        if (!json.isTextual()) {
            throw Normalizer.invalid(where, "is Base64 in a string");
        }
        // Both alphabets, and blanks and line breaks as in PEM files: certificates come as clients have them.
        String plain = json.textValue().replace('-', '+').replace('_', '/');
        try {
            Base64.getMimeDecoder().decode(plain);
        } catch (IllegalArgumentException notBase64) {
            throw Normalizer.invalid(where, "is Base64");
        }
        if (!plain.chars().allMatch(SimpleValues::base64)) {
            throw Normalizer.invalid(where, "is Base64");
        }
        return json;
    }

    private static boolean base64(int c) {
        return (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || "+/= \t\r\n".indexOf(c) >= 0;
    }
}
