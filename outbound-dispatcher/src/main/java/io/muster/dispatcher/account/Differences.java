package io.muster.dispatcher.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.muster.dispatcher.mapping.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which attributes have to be written. */
final class Differences {
    private Differences() {}

    /**
     * The attributes to write, with their values.
     *
     * @param live what the target holds now, when it was just read
     */
    static Map<String, JsonNode> of(
            Mapping mapping, Map<String, JsonNode> desired, AccountState known, Optional<Map<String, JsonNode>> live) {
        Map<String, JsonNode> changes = new LinkedHashMap<>();
        desired.forEach((name, value) -> {
            JsonNode current = live.orElse(known.seen()).getOrDefault(name, NullNode.instance);
            boolean news = !same(value, known.written().getOrDefault(name, NullNode.instance)) && !same(value, current);
            boolean drifted = live.isPresent()
                    && !same(current, known.seen().getOrDefault(name, NullNode.instance))
                    && !same(value, current);
            boolean write = switch (mapping.apply(name)) {
                case ALWAYS -> news || drifted;
                case ON_CHANGE -> news;
                case ON_CREATE -> false;
                case IF_EMPTY -> isNothing(current) && !isNothing(value);
            };
            if (write) {
                changes.put(name, value);
            }
        });
        return changes;
    }

    /** Whether two values mean the same; null, absent and empty do, and the order of a list is nothing (RFC 7643). */
    static boolean same(JsonNode one, JsonNode other) {
        if (isNothing(one) || isNothing(other)) {
            return isNothing(one) && isNothing(other);
        }
        if (one.isArray() && other.isArray()) {
            return sorted(one).equals(sorted(other));
        }
        boolean plain = one.isValueNode() && other.isValueNode();
        return plain ? one.asText().equals(other.asText()) : one.equals(other);
    }

    /** Names of attributes that two images of an account do not share. */
    static List<String> names(Map<String, JsonNode> one, Map<String, JsonNode> other) {
        List<String> names = new ArrayList<>();
        java.util.Set<String> all = new java.util.TreeSet<>(one.keySet());
        all.addAll(other.keySet());
        for (String name : all) {
            if (!same(one.getOrDefault(name, NullNode.instance), other.getOrDefault(name, NullNode.instance))) {
                names.add(name);
            }
        }
        return names;
    }

    private static boolean isNothing(JsonNode value) {
        return value.isNull()
                || value.isMissingNode()
                || (value.isArray() && value.isEmpty())
                || (value.isTextual() && value.asText().isEmpty());
    }

    private static List<String> sorted(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.toString()));
        texts.sort(null);
        return texts;
    }
}
