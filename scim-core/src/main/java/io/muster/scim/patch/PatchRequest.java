package io.muster.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.patch.PatchOperation.Op;
import io.muster.scim.resource.WrittenAttributes;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a PATCH: {@code {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[…]}}. Keys and
 * {@code op} may be in any case; missing and foreign {@code schemas} and other keys are tolerated.
 */
public record PatchRequest(List<PatchOperation> operations) {
    /** URN of the message. */
    public static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    /** The most operations in one request. */
    public static final int MAX_OPERATIONS = 10_000;

    /** Copies. */
    public PatchRequest {
        operations = List.copyOf(operations);
    }

    /**
     * Reads the body.
     *
     * @throws ScimError.Refused with InvalidSyntax (no operations, unknown op), InvalidValue, or TooLarge
     */
    public static PatchRequest parse(JsonNode body) {
        JsonNode operations = body.isObject() ? key(body, "Operations") : null;
        if (operations == null || !operations.isArray() || operations.isEmpty()) {
            throw new ScimError.InvalidSyntax("A PATCH has an array 'Operations' with one operation at least.")
                    .refused();
        }
        if (operations.size() > MAX_OPERATIONS) {
            throw new ScimError.TooLarge("A PATCH has at most " + MAX_OPERATIONS + " operations.").refused();
        }
        List<PatchOperation> list = new ArrayList<>(operations.size());
        operations.forEach(operation -> list.add(operation(operation)));
        return new PatchRequest(list);
    }

    /** The attributes that the operations name; those that the type does not have are left out. */
    public WrittenAttributes attributes(ResourceType type) {
        List<ResolvedPath> ways = new ArrayList<>();
        for (PatchOperation operation : operations) {
            String path = operation.pathIn(type);
            if (path != null) {
                PatchTarget.named(type, path).map(PatchTarget::leafWay).ifPresent(ways::add);
            } else {
                PatchValues.attributes(type, operation.value())
                        .fieldNames()
                        .forEachRemaining(key -> PatchTarget.named(type, key)
                                .map(PatchTarget::leafWay)
                                .ifPresent(ways::add));
            }
        }
        return WrittenAttributes.of(ways);
    }

    /** Whether an operation asks that an attribute at the top of the resource has no value: removed, or replaced by nothing. */
    public boolean clears(ResourceType type, String name) {
        return operations.stream().anyMatch(operation -> {
            String path = operation.pathIn(type);
            if (path != null) {
                return named(type, path, name)
                        && (operation.op() == Op.REMOVE
                                || (operation.op() == Op.REPLACE && PatchValues.nothing(operation.value())));
            }
            return operation.op() == Op.REPLACE
                    && PatchValues.attributes(type, operation.value())
                            .propertyStream()
                            .anyMatch(property ->
                                    named(type, property.getKey(), name) && PatchValues.nothing(property.getValue()));
        });
    }

    private static boolean named(ResourceType type, String path, String name) {
        return PatchTarget.named(type, path)
                .filter(target -> target.way().toString().equals(name))
                .isPresent();
    }

    private static PatchOperation operation(JsonNode json) {
        if (!json.isObject()) {
            throw new ScimError.InvalidSyntax("An operation is a JSON object.").refused();
        }
        JsonNode path = key(json, "path");
        if (path != null && !path.isNull() && !path.isTextual()) {
            throw new ScimError.InvalidPath("A path is a string.").refused();
        }
        String text = path == null || path.isNull() || path.textValue().isBlank() ? null : path.textValue();
        return new PatchOperation(op(key(json, "op")), text, key(json, "value"));
    }

    private static Op op(@Nullable JsonNode json) {
        String word = json == null ? "" : json.asText();
        for (Op op : Op.values()) {
            if (op.name().equalsIgnoreCase(word)) {
                return op;
            }
        }
        throw new ScimError.InvalidSyntax("'op' is add, remove or replace, not '" + cut(word) + "'.").refused();
    }

    private static String cut(String word) {
        return word.length() > 40 ? word.substring(0, 40) + "…" : word;
    }

    private static @Nullable JsonNode key(JsonNode object, String name) {
        JsonNode exact = object.get(name);
        if (exact != null) {
            return exact;
        }
        return object.properties().stream()
                .filter(property -> property.getKey().equalsIgnoreCase(name))
                .map(property -> property.getValue())
                .findFirst()
                .orElse(null);
    }
}
