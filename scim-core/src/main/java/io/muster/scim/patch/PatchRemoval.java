package io.muster.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.resource.Normalizer;
import io.muster.scim.resource.Origin;
import io.muster.scim.schema.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** remove at one target (RFC 7644 §3.5.2.2). Works on the document in place. */
final class PatchRemoval {
    private final ObjectNode document;
    private final PatchTarget target;
    private final Attribute attribute;

    PatchRemoval(ObjectNode document, PatchTarget target) {
        this.document = document;
        this.target = target;
        this.attribute = target.attribute();
    }

    /**
     * Removes. The RFC knows no value here; but clients name the values to remove ({@code "path":"members","value":
     * [{"value":"u"}]}), and must never lose all others by it, also where nobody can tell whom they mean.
     */
    void apply(@Nullable JsonNode value) {
        Optional<JsonNode> current = target.current(document);
        if (target.leaf().required()) {
            throw target.mutability("is required");
        }
        if (current.isEmpty()) {
            return;
        }
        List<JsonNode> named = named(value);
        if (target.selects()) {
            removeSelected(current.get());
        } else if (value != null && !value.isNull() && attribute.multiValued()) {
            keep(current.get(), element -> named.stream().noneMatch(given -> names(element, given)));
        } else {
            PatchValues.checkImmutable(attribute, current.get(), target);
            drop();
        }
    }

    private boolean names(JsonNode element, JsonNode given) {
        return PatchValues.identifies(attribute, element, given);
    }

    private List<JsonNode> named(@Nullable JsonNode value) {
        List<JsonNode> named = new ArrayList<>();
        if (value != null && attribute.multiValued() && !target.selects()) {
            JsonNode plain = PatchValues.unwrapped(attribute, value);
            boolean nothing = plain.isTextual() && plain.textValue().isEmpty();
            if (!nothing) {
                Normalizer.value(attribute, plain, Origin.CLIENT, target.written())
                        .ifPresent(array -> array.forEach(named::add));
            }
        }
        return named;
    }

    private void removeSelected(JsonNode current) {
        Attribute sub = target.sub();
        if (sub == null) {
            keep(current, element -> !target.matches(element));
            return;
        }
        for (JsonNode element : values(current)) {
            if (target.matches(element) && element.has(sub.name())) {
                PatchValues.checkImmutable(sub, element.get(sub.name()), target);
                ((ObjectNode) element).remove(sub.name());
            }
        }
        keep(current, element -> !element.isEmpty());
    }

    private static List<JsonNode> values(JsonNode current) {
        List<JsonNode> values = new ArrayList<>();
        if (current.isArray()) {
            current.forEach(values::add);
        } else {
            values.add(current);
        }
        return values;
    }

    private void keep(JsonNode current, Predicate<JsonNode> stays) {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        values(current).stream().filter(stays).forEach(kept::add);
        if (kept.isEmpty()) {
            drop();
        } else if (attribute.multiValued()) {
            target.holder(document).set(attribute.name(), kept);
        }
    }

    private void drop() {
        ObjectNode holder = target.holder(document);
        holder.remove(attribute.name());
        if (attribute.name().equals("value")
                && !target.containers().isEmpty()
                && !target.containers().getLast().extension()) {
            PatchValues.forgetOldReference(
                    target.containers().getLast(), holder, JsonNodeFactory.instance.objectNode());
        }
    }
}
