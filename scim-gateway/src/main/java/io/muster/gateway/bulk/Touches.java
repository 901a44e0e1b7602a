package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.TextOrder;
import io.muster.scim.schema.Uniqueness;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the operations of a bulk request touch: two that could change each other's outcome touch one thing. Those keep the request's order, all
 * others may be done at the same time, and "the same stateful result is achieved" (RFC 7644 §3.7) as one after the other.
 *
 * <p>Left out: which name a PUT or PATCH takes from a resource that had it before the request. Two of them at the same time, of which the second
 * wants the name that the first gives up, may be refused.
 */
final class Touches {
    /**
     * A thing that an operation touches.
     *
     * @param key a resource, a unique value, a deleted id, or the unique values of a type
     * @param as those who touch it as the same do not disturb each other; null = nobody beside it
     */
    record Touch(String key, @Nullable String as) {}

    private static final String RESOURCE = "resource ";
    private static final String VALUE = "value ";
    private static final String ID = "id ";
    private static final String NAMES = "names ";

    private final Map<String, Set<String>> uniqueByEndpoint = new HashMap<>();
    private final Set<String> deleted = new HashSet<>();

    /**
     * Prepares it for a request.
     *
     * @param types the resource types in force
     */
    Touches(Collection<ResourceType> types, List<BulkOperation> operations) {
        var endpoints = operations.stream().map(BulkOperation::endpoint).collect(Collectors.toSet());
        types.stream()
                .filter(type -> endpoints.contains(type.endpoint().substring(1)))
                .forEach(type -> uniqueByEndpoint.put(type.endpoint().substring(1), unique(type)));
        operations.stream().filter(Touches::deletes).forEach(operation -> deleted.add(id(operation)));
    }

    /** What an operation touches. */
    Set<Touch> of(BulkOperation operation) {
        var touches = new LinkedHashSet<Touch>();
        if (!operation.method().equals("POST")) {
            touches.add(new Touch(RESOURCE + operation.resource(), null));
        }
        if (deletes(operation)) {
            touches.add(new Touch(ID + id(operation), null));
        } else {
            mentioned(operation.data()).forEach(id -> touches.add(new Touch(ID + id, "mentioned")));
        }
        touches.addAll(values(operation));
        return touches;
    }

    /** A DELETE gives a value back, a POST takes one, PUT and PATCH may do both. */
    private Set<Touch> values(BulkOperation operation) {
        var unique = uniqueByEndpoint.getOrDefault(operation.endpoint(), Set.of());
        if (unique.isEmpty()) {
            return Set.of();
        }
        var touches = new LinkedHashSet<Touch>();
        taken(operation.data(), unique)
                .forEach(value ->
                        touches.add(new Touch(VALUE + operation.endpoint() + " " + TextOrder.fold(value), null)));
        if (deletes(operation) || !touches.isEmpty()) {
            var as = operation.method().equals("PATCH") ? "PUT" : operation.method();
            touches.add(new Touch(NAMES + operation.endpoint(), as));
        }
        return touches;
    }

    private static Set<String> unique(ResourceType type) {
        var names = new HashSet<String>();
        collect(type.root(), names);
        names.remove("id"); // the service provider chooses it
        return names;
    }

    private static void collect(Attribute attribute, Set<String> names) {
        if (attribute.uniqueness() != Uniqueness.NONE) {
            names.add(attribute.name().toLowerCase(Locale.ROOT));
        }
        attribute.subAttributes().forEach(sub -> collect(sub, names));
    }

    /** The values that data give to unique attributes: {@code {"userName":"x"}} and {@code {"path":"userName","value":"x"}}. */
    private static List<String> taken(JsonNode data, Set<String> unique) {
        var values = new ArrayList<String>();
        if (data.isObject() && unique.contains(last(data.path("path").asText()))) {
            values.addAll(texts(data.path("value")));
        }
        data.properties().forEach(property -> {
            if (unique.contains(last(property.getKey()))) {
                values.addAll(texts(property.getValue()));
            }
        });
        data.forEach(child -> values.addAll(taken(child, unique)));
        return values;
    }

    /** {@code username} of {@code urn:ietf:params:scim:schemas:core:2.0:User:userName}. */
    private static String last(String name) {
        var start = Math.max(name.lastIndexOf(':'), name.lastIndexOf('.')) + 1;
        return name.substring(start).toLowerCase(Locale.ROOT);
    }

    private Set<String> mentioned(JsonNode data) {
        return deleted.isEmpty() ? Set.of() : deletedOnes(texts(data));
    }

    private Set<String> deletedOnes(List<String> texts) {
        var ids = new LinkedHashSet<>(texts);
        ids.retainAll(deleted);
        return ids;
    }

    private static List<String> texts(JsonNode node) {
        var texts = new ArrayList<String>();
        if (node.isValueNode()) {
            texts.add(node.asText());
        }
        node.forEach(child -> texts.addAll(texts(child)));
        return texts;
    }

    private static boolean deletes(BulkOperation operation) {
        return operation.method().equals("DELETE");
    }

    /** The last part of its path. */
    private static String id(BulkOperation operation) {
        var path = operation.resource();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
