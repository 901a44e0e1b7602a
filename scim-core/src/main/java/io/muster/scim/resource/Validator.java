package io.muster.scim.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.Mutability;
import io.muster.scim.schema.ResourceType;
import java.util.List;

/** What a normalized document must also satisfy before it is stored. */
final class Validator {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NOT_COUNTED = List.of("members", "id", "meta", "groups");

    private Validator() {}

    /** Refuses missing required attributes, a second primary value, and a document that is too large. */
    static void check(ResourceType type, ObjectNode document) {
        checkObject(type.root(), document, "");
        checkSize(document);
    }

    private static void checkObject(Attribute container, JsonNode object, String where) {
        for (Attribute attribute : container.subAttributes()) {
            JsonNode value = object.path(attribute.name());
            String name = where + attribute.name();
            if (attribute.required() && attribute.mutability() != Mutability.READ_ONLY && !given(value)) {
                throw Normalizer.invalid(name, "is required");
            }
            if (attribute.complex() && attribute.multiValued()) {
                checkPrimary(value, name);
                value.forEach(element -> checkObject(attribute, element, name + "."));
            } else if (attribute.complex() && value.isObject()) {
                checkObject(attribute, value, name + (attribute.extension() ? ":" : "."));
            }
        }
    }

    private static boolean given(JsonNode value) {
        return value.isTextual() ? !value.textValue().isBlank() : !value.isMissingNode();
    }

    /** primary is true for one value at most (RFC 7643 §2.4). */
    private static void checkPrimary(JsonNode values, String name) {
        if (values.valueStream()
                        .filter(value -> value.path("primary").asBoolean())
                        .count()
                > 1) {
            throw Normalizer.invalid(name, "has more than one primary value");
        }
    }

    /** What the server adds does not count: a body that was taken once is taken again. */
    private static void checkSize(ObjectNode document) {
        ObjectNode counted = document.deepCopy().without(NOT_COUNTED);
        try {
            if (JSON.writeValueAsBytes(counted).length > Resources.MAX_BYTES) {
                throw new ScimError.TooLarge("A resource is at most " + Resources.MAX_BYTES + " bytes of JSON.")
                        .refused();
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree can be written.", e);
        }
    }
}
