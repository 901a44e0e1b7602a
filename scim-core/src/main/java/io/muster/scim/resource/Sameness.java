package io.muster.scim.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Equality of values in which the order of a multi-valued attribute's values does not count. */
final class Sameness {
    private Sameness() {}

    static boolean same(@Nullable JsonNode a, @Nullable JsonNode b) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        if (a.equals(b)) {
            return true;
        }
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (a.isObject() && b.isObject()) {
            return a.size() == b.size()
                    && a.properties().stream()
                            .allMatch(property -> same(property.getValue(), b.get(property.getKey())));
        }
        return a.isArray() && b.isArray() && a.size() == b.size() && sameValues(a, b);
    }

    private static boolean sameValues(JsonNode a, JsonNode b) {
        List<JsonNode> left = new ArrayList<>();
        b.forEach(left::add);
        for (JsonNode value : a) {
            int i = 0;
            while (i < left.size() && !same(value, left.get(i))) {
                i++;
            }
            if (i == left.size()) {
                return false;
            }
            left.remove(i);
        }
        return true;
    }
}
