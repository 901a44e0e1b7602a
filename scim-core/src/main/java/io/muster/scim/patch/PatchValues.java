package io.muster.scim.patch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.filter.Filter;
import io.muster.scim.filter.Literal;
import io.muster.scim.filter.Operator;
import io.muster.scim.resource.Normalizer;
import io.muster.scim.resource.Origin;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.Mutability;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.TextOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of operations: what clients wrap them in, and how they meet the values that are there. */
final class PatchValues {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PatchValues() {}

    /** The value of an operation without a path: an object, or, from one client, a text that holds one. */
    static ObjectNode object(@Nullable JsonNode value) {
        JsonNode object =
                value != null && value.isTextual() ? inText(value.textValue()).orElse(null) : value;
        if (object == null || !object.isObject()) {
            throw new ScimError.InvalidValue("Without a path the value is an object of attributes.").refused();
        }
        return (ObjectNode) object;
    }

    /** The same with what stands under the URN of the type's own schema put beside the rest. */
    static ObjectNode attributes(ResourceType type, @Nullable JsonNode value) {
        ObjectNode given = object(value);
        String core = type.schema().id();
        if (given.propertyStream().noneMatch(property -> property.getKey().equalsIgnoreCase(core))) {
            return given;
        }
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        given.properties().forEach(property -> {
            if (property.getKey().equalsIgnoreCase(core)) {
                attributes.setAll(object(property.getValue()));
            } else {
                attributes.set(property.getKey(), property.getValue());
            }
        });
        return attributes;
    }

    /** The JSON that a text holds, as {@link #object} reads it; empty where it holds none. */
    static Optional<JsonNode> inText(String text) {
        try {
            return Optional.of(JSON.readTree(text));
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    /** null and [], which are no value (RFC 7643 §2.5). */
    static boolean nothing(@Nullable JsonNode value) {
        return value == null || value.isNull() || (value.isArray() && value.isEmpty());
    }

    /** {@code "path":"members","value":{"members":[…]}}: the value without the attribute's name around it. */
    static JsonNode unwrapped(Attribute attribute, JsonNode value) {
        if (value.isObject() && value.size() == 1) {
            var only = value.properties().iterator().next();
            boolean wrapper = only.getKey().equalsIgnoreCase(attribute.name())
                    && attribute.complex()
                    && attribute.sub(only.getKey()).isEmpty();
            return wrapper ? only.getValue() : value;
        }
        return value;
    }

    /** null, [], "" and {"value":""}, for an attribute that is an object: it should have no value. */
    static boolean clears(Attribute attribute, JsonNode value) {
        if (value.isNull() || (value.isArray() && value.isEmpty())) {
            return true;
        }
        JsonNode one = value.isArray() && value.size() == 1 ? value.get(0) : value;
        if (!attribute.complex()
                || attribute.multiValued()
                || attribute.sub("value").isEmpty()) {
            return one.isNull();
        }
        return one.isNull()
                || (one.isTextual() && one.textValue().isEmpty())
                || (one.isObject()
                        && one.size() == 1
                        && one.path("value").asText("-").isEmpty());
    }

    /**
     * The value that a filter describes, where it says only what parts are equal to: {@code type eq "work"} is
     * {@code {"type":"work"}}.
     */
    static Optional<ObjectNode> described(Attribute attribute, Filter filter, String where) {
        ObjectNode described = JsonNodeFactory.instance.objectNode();
        if (!attribute.complex() || !describe(filter, described)) {
            return Optional.empty();
        }
        return Normalizer.single(attribute, described, Origin.CLIENT, where).map(ObjectNode.class::cast);
    }

    private static boolean describe(Filter filter, ObjectNode described) {
        return switch (filter) {
            case Filter.And and -> and.terms().stream().allMatch(term -> describe(term, described));
            case Filter.Comparison comparison -> describe(comparison, described);
            case Filter.Or or -> false;
            case Filter.Not not -> false;
            case Filter.Present present -> false;
            case Filter.ValuePath valuePath -> false;
        };
    }

    private static boolean describe(Filter.Comparison comparison, ObjectNode described) {
        if (comparison.operator() != Operator.EQ) {
            return false;
        }
        String name = comparison.attribute().attribute();
        switch (comparison.value()) {
            case Literal.Text text -> described.put(name, text.value());
            case Literal.Bool bool -> described.put(name, bool.value());
            case Literal.Numeric number -> described.put(name, number.toString());
            case Literal.Null none -> {
                // Equal to null is what a value without this part is.
            }
            case Literal.Now now -> {
                return false;
            }
        }
        return true;
    }

    /** Whether an existing value has each part of a given one, so that adding the given one changes nothing. */
    static boolean contains(Attribute attribute, JsonNode existing, JsonNode given) {
        if (!given.isObject()) {
            return equal(attribute, existing, given);
        }
        return attribute.subAttributes().stream()
                .filter(sub -> given.has(sub.name()))
                .allMatch(
                        sub -> existing.has(sub.name()) && equal(sub, existing.get(sub.name()), given.get(sub.name())));
    }

    /** Whether two values are the same thing: equal {@code value}, and equal {@code type} where the given one has one. */
    static boolean identifies(Attribute attribute, JsonNode existing, JsonNode given) {
        Optional<Attribute> value = attribute.sub("value");
        if (!given.isObject() || value.isEmpty() || !given.has("value")) {
            return contains(attribute, existing, given);
        }
        boolean sameType = attribute
                .sub("type")
                .filter(type -> given.has("type") && existing.has("type"))
                .map(type -> equal(type, existing.get("type"), given.get("type")))
                .orElse(true);
        return existing.has("value") && equal(value.get(), existing.get("value"), given.get("value")) && sameType;
    }

    private static boolean equal(Attribute attribute, JsonNode a, JsonNode b) {
        if (a.isTextual() && b.isTextual()) {
            return TextOrder.key(attribute, a.textValue()).equals(TextOrder.key(attribute, b.textValue()));
        }
        return a.equals(b);
    }

    /** Sets parts of an object; a part that is immutable and has another value already is refused. */
    static boolean merge(Attribute attribute, ObjectNode existing, ObjectNode given, PatchTarget target) {
        boolean changed = false;
        boolean newValue = given.has("value") && !given.get("value").equals(existing.get("value"));
        for (Attribute sub : attribute.subAttributes()) {
            JsonNode value = given.get(sub.name());
            if (value != null && !value.equals(existing.get(sub.name()))) {
                checkImmutable(sub, existing.get(sub.name()), target);
                existing.set(sub.name(), value);
                changed = true;
            }
        }
        if (newValue) {
            forgetOldReference(attribute, existing, given);
        }
        return changed;
    }

    /** With a new {@code value}, or none, what was known of the old one, its $ref and what the server added, is wrong. */
    static void forgetOldReference(Attribute attribute, ObjectNode existing, ObjectNode given) {
        for (Attribute sub : attribute.subAttributes()) {
            boolean derived =
                    sub.mutability() == Mutability.READ_ONLY || sub.name().equals("$ref");
            if (derived && !given.has(sub.name())) {
                existing.remove(sub.name());
            }
        }
    }

    static void checkImmutable(Attribute attribute, @Nullable JsonNode existing, PatchTarget target) {
        if (attribute.mutability() == Mutability.IMMUTABLE && existing != null) {
            throw target.mutabilityOf(attribute, "has a value already and cannot be changed");
        }
    }
}
