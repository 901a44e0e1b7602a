package io.muster.scim.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.Mutability;
import org.jspecify.annotations.Nullable;

/** What of the stored document outlives a PUT. */
final class Replacement {
    private Replacement() {}

    /** The wanted object with what the client cannot or need not send taken from the current one. */
    static ObjectNode keep(Attribute container, ObjectNode wanted, ObjectNode current) {
        ObjectNode result = wanted.deepCopy();
        for (Attribute attribute : container.subAttributes()) {
            JsonNode before = current.get(attribute.name());
            if (before == null) {
                continue;
            }
            JsonNode after = kept(attribute, wanted.get(attribute.name()), before);
            if (after != null) {
                result.set(attribute.name(), after);
            }
        }
        return result;
    }

    private static @Nullable JsonNode kept(Attribute attribute, @Nullable JsonNode wanted, JsonNode before) {
        return switch (attribute.mutability()) {
            case READ_ONLY -> before;
            case WRITE_ONLY -> wanted == null ? before : wanted;
            case IMMUTABLE -> {
                if (wanted != null && !Sameness.same(wanted, before)) {
                    throw new ScimError.Mutability(
                                    attribute.name(), "'" + attribute.name() + "' has a value and cannot be changed.")
                            .refused();
                }
                yield before;
            }
            case READ_WRITE ->
                attribute.complex() && !attribute.multiValued() ? parts(attribute, wanted, before) : wanted;
        };
    }

    private static @Nullable JsonNode parts(Attribute attribute, @Nullable JsonNode wanted, JsonNode before) {
        if (attribute.extension()) {
            ObjectNode empty = JsonNodeFactory.instance.objectNode();
            return keep(attribute, wanted == null ? empty : (ObjectNode) wanted, (ObjectNode) before);
        }
        return wanted != null && agrees(wanted, before)
                ? keep(attribute, (ObjectNode) wanted, (ObjectNode) before)
                : keepImmutable(attribute, wanted, before);
    }

    /**
     * Left out, an object with a part that cannot change stays. Of another value only such parts are as before: what the server knows
     * of the old one (a manager's displayName) says nothing about it.
     */
    private static @Nullable JsonNode keepImmutable(Attribute attribute, @Nullable JsonNode wanted, JsonNode before) {
        if (wanted == null) {
            boolean fixed = attribute.subAttributes().stream()
                    .anyMatch(sub -> sub.mutability() == Mutability.IMMUTABLE && before.has(sub.name()));
            return fixed ? before : null;
        }
        ObjectNode result = wanted.deepCopy();
        for (Attribute sub : attribute.subAttributes()) {
            JsonNode old = before.get(sub.name());
            if (sub.mutability() == Mutability.IMMUTABLE && old != null) {
                result.set(sub.name(), kept(sub, result.get(sub.name()), old));
            }
        }
        return result;
    }

    private static boolean agrees(JsonNode wanted, JsonNode before) {
        return wanted.properties().stream()
                .allMatch(property -> Sameness.same(property.getValue(), before.get(property.getKey())));
    }
}
