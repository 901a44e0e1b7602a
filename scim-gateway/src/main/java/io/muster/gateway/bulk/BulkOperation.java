package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a bulk request:
 * {@code {"method":"POST","path":"/Groups","bulkId":"g","data":{"displayName":"Eng","members":[{"value":"bulkId:u"}]}}}.
 *
 * @param index its place in the request
 * @param method upper case; what it may be is decided when it runs, so that one bad operation is one failed operation
 * @param bulkId required of a POST, echoed in the answer
 * @param data an empty object where there is none
 * @param references the bulkIds of other operations that path and data name
 * @param referring what of data names them: attributes, and of several values those
 */
record BulkOperation(
        int index,
        String method,
        String path,
        @Nullable String bulkId,
        @Nullable String version,
        ObjectNode data,
        Set<String> references,
        ObjectNode referring) {
    private static final String REFERENCE = "bulkId:";
    private static final String IN_PATH = "\"" + REFERENCE;
    private static final String PATH = "path";
    private static final String VALUE = "value";

    BulkOperation {
        references = Set.copyOf(references);
    }

    static BulkOperation read(int index, JsonNode json) {
        if (!json.isObject()) {
            throw new ScimError.InvalidSyntax("Operations[" + index + "] is no object.").refused();
        }
        var data = member(json, "data");
        var object = data instanceof ObjectNode given ? given : JsonNodeFactory.instance.objectNode();
        var path = text(json, "path");
        var references = new LinkedHashSet<String>();
        collect(object, references);
        for (String segment : (path == null ? "" : path).split("/", -1)) {
            if (segment.startsWith(REFERENCE)) {
                references.add(segment.substring(REFERENCE.length()));
            }
        }
        var method = text(json, "method");
        return new BulkOperation(
                index,
                method == null ? "" : method.toUpperCase(Locale.ROOT),
                path == null ? "" : path,
                text(json, "bulkId"),
                text(json, "version"),
                object,
                references,
                referring(object));
    }

    /** As it can be read again. */
    ObjectNode toJson() {
        return sketch().set("data", data);
    }

    /** The same without its data: what is left of one that is done. */
    ObjectNode sketch() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("method", method)
                .put("path", path)
                .put("bulkId", bulkId)
                .put("version", version);
    }

    /** The first part of its path: {@code Users}. */
    String endpoint() {
        return Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** The path without what two spellings of one path may differ in: slashes and, of the type's name, case. */
    String resource() {
        return Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .map(segment -> segment.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("/"));
    }

    /** The same with ids in the place of the references that are known. */
    BulkOperation resolved(Map<String, String> ids) {
        if (references.isEmpty()) {
            return this;
        }
        var address = Arrays.stream(path.split("/", -1))
                .map(segment -> replace(segment, ids))
                .collect(Collectors.joining("/"));
        return new BulkOperation(
                index, method, address, bulkId, version, (ObjectNode) replace(data, ids), references, (ObjectNode)
                        replace(referring, ids));
    }

    /** Without what names others that are not there yet: what a circle begins with. */
    BulkOperation without(Set<String> bulkIds) {
        var rest = JsonNodeFactory.instance.objectNode();
        data.properties()
                .forEach(attribute ->
                        rest(attribute.getValue(), bulkIds).ifPresent(value -> rest.set(attribute.getKey(), value)));
        return new BulkOperation(index, method, path, bulkId, version, rest, references, referring);
    }

    /** A value without what names these; empty where nothing is left. One of several values, and an object with its {@code value}, go as a whole. */
    private static Optional<JsonNode> rest(JsonNode node, Set<String> bulkIds) {
        if (node.isTextual()) {
            return Optional.of(node).filter(text -> !names(text, bulkIds));
        }
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            node.valueStream()
                    .filter(element ->
                            rest(element, bulkIds).filter(element::equals).isPresent())
                    .forEach(array::add);
            return array.isEmpty() && !node.isEmpty() ? Optional.empty() : Optional.of(array);
        }
        var value = member(node, VALUE);
        if (value != null && names(value, bulkIds)) {
            return Optional.empty();
        }
        if (!node.isObject()) {
            return Optional.of(node);
        }
        var object = JsonNodeFactory.instance.objectNode();
        node.properties()
                .forEach(part -> rest(part.getValue(), bulkIds).ifPresent(kept -> object.set(part.getKey(), kept)));
        return object.isEmpty() && !node.isEmpty() ? Optional.empty() : Optional.of(object);
    }

    private static boolean names(JsonNode text, Set<String> bulkIds) {
        return text.isTextual()
                && text.textValue().startsWith(REFERENCE)
                && bulkIds.contains(text.textValue().substring(REFERENCE.length()));
    }

    /** What {@link #without} may leave out. */
    private static ObjectNode referring(ObjectNode data) {
        var referring = JsonNodeFactory.instance.objectNode();
        data.properties()
                .forEach(attribute ->
                        referring(attribute.getValue()).ifPresent(value -> referring.set(attribute.getKey(), value)));
        return referring;
    }

    private static Optional<JsonNode> referring(JsonNode node) {
        var found = new LinkedHashSet<String>();
        collect(node, found);
        if (found.isEmpty() || node.isTextual()) {
            return found.isEmpty() ? Optional.empty() : Optional.of(node);
        }
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            node.valueStream().filter(element -> referring(element).isPresent()).forEach(array::add);
            return Optional.of(array);
        }
        var value = member(node, VALUE);
        return value != null && value.isTextual() && value.textValue().startsWith(REFERENCE)
                ? Optional.of(node)
                : Optional.of(referring((ObjectNode) node));
    }

    /** The PATCH that adds what {@link #without} left out. */
    ObjectNode completing() {
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putArray("Operations").addObject().put("op", "add").set("value", referring);
        return patch;
    }

    private static void collect(JsonNode node, Set<String> references) {
        if (node.isTextual() && node.textValue().startsWith(REFERENCE)) {
            references.add(node.textValue().substring(REFERENCE.length()));
        }
        node.forEach(child -> collect(child, references));
        var path = text(node, PATH);
        if (path != null) {
            inPath(path, id -> {
                references.add(id);
                return id;
            });
        }
    }

    /** A PATCH may choose by what is made beside it: {@code members[value eq "bulkId:u"]}. The path with what each reference comes to. */
    private static String inPath(String path, UnaryOperator<String> change) {
        var changed = new StringBuilder();
        int at = 0;
        for (int start = path.indexOf(IN_PATH); start >= 0; start = path.indexOf(IN_PATH, at)) {
            int from = start + IN_PATH.length();
            int end = path.indexOf('"', from);
            if (end < 0) {
                break;
            }
            changed.append(path, at, start + 1).append(change.apply(path.substring(from, end)));
            at = end;
        }
        return changed.append(path, at, path.length()).toString();
    }

    private static String replace(String text, Map<String, String> ids) {
        return text.startsWith(REFERENCE) ? ids.getOrDefault(text.substring(REFERENCE.length()), text) : text;
    }

    private static JsonNode replace(JsonNode node, Map<String, String> ids) {
        if (node.isTextual()) {
            return JsonNodeFactory.instance.textNode(replace(node.textValue(), ids));
        }
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode(node.size());
            node.forEach(element -> array.add(replace(element, ids)));
            return array;
        }
        if (node.isObject()) {
            var object = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(property -> {
                var value = replace(property.getValue(), ids);
                object.set(
                        property.getKey(),
                        value.isTextual() && property.getKey().equalsIgnoreCase(PATH)
                                ? JsonNodeFactory.instance.textNode(
                                        inPath(value.textValue(), id -> ids.getOrDefault(id, REFERENCE + id)))
                                : value);
            });
            return object;
        }
        return node;
    }

    private static @Nullable String text(JsonNode json, String name) {
        var value = member(json, name);
        return value == null || value.isNull() ? null : value.asText();
    }

    private static @Nullable JsonNode member(JsonNode json, String name) {
        return json.properties().stream()
                .filter(property -> property.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
