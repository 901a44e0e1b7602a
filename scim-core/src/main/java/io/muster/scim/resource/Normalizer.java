package io.muster.scim.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.Mutability;
import io.muster.scim.schema.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings values into the form of their attribute. Tolerant where the RFC would answer with an error and the meaning is
 * plain: an object where an array is due is an array of one, an array of one where an object is due that object, a bare
 * value where an object is due its {@code value}. Unknown attributes are left out.
 */
public final class Normalizer {
    private static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:";

    private Normalizer() {}

    /**
     * A whole resource in its one form.
     *
     * @throws ScimError.Refused with InvalidSyntax or InvalidValue
     */
    public static ObjectNode document(ResourceType type, JsonNode body, Origin origin) {
        if (!body.isObject()) {
            throw new ScimError.InvalidSyntax("A resource is a JSON object.").refused();
        }
        checkSchemas(type, Keys.byName(body).get("schemas"));
        ObjectNode document = object(type.root(), Keys.placed(type, body), origin, "");
        return withSchemas(type, document);
    }

    /**
     * One attribute's value, an array for a multi-valued attribute; empty where it comes to no value at all.
     *
     * @throws ScimError.Refused with InvalidValue that names {@code where}
     */
    public static Optional<JsonNode> value(Attribute attribute, JsonNode json, Origin origin, String where) {
        if (attribute.multiValued()) {
            return values(attribute, json, origin, where).map(array -> array);
        }
        if (json.isArray()) {
            return switch (json.size()) {
                case 0 -> Optional.empty();
                case 1 -> single(attribute, json.get(0), origin, where);
                default -> throw invalid(where, "has one value, not " + json.size());
            };
        }
        return single(attribute, json, origin, where);
    }

    /** One value of a multi-valued attribute, or the value of a single-valued one. */
    public static Optional<JsonNode> single(Attribute attribute, JsonNode json, Origin origin, String where) {
        if (json.isNull() || json.isMissingNode()) {
            return Optional.empty();
        }
        if (!attribute.complex()) {
            return Optional.of(SimpleValues.typed(attribute, json, where));
        }
        return complex(attribute, json, origin, where).map(object -> object);
    }

    /** {@code schemas} as the document's data have it: the base schema, and each extension that has data. */
    public static ObjectNode withSchemas(ResourceType type, ObjectNode document) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ArrayNode schemas = result.putArray("schemas").add(type.schema().id());
        type.extensions().stream()
                .map(extension -> extension.schema().id())
                .filter(document::has)
                .forEach(schemas::add);
        document.properties().forEach(property -> {
            if (!property.getKey().equals("schemas")) {
                result.set(property.getKey(), property.getValue());
            }
        });
        return result;
    }

    private static Optional<ArrayNode> values(Attribute attribute, JsonNode json, Origin origin, String where) {
        Set<JsonNode> distinct = new LinkedHashSet<>();
        if (json.isArray()) {
            json.forEach(element -> single(attribute, element, origin, where).ifPresent(distinct::add));
        } else {
            single(attribute, json, origin, where).ifPresent(distinct::add);
        }
        if (distinct.isEmpty()) {
            return Optional.empty();
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        distinct.forEach(array::add);
        return Optional.of(array);
    }

    private static Optional<ObjectNode> complex(Attribute attribute, JsonNode json, Origin origin, String where) {
        JsonNode object = json;
        if (!json.isObject()) {
            if (json.isArray() || attribute.sub("value").isEmpty()) {
                throw invalid(where, "is an object");
            }
            object = JsonNodeFactory.instance.objectNode().set("value", json);
        }
        ObjectNode normalized = object(attribute, object, origin, where);
        return normalized.isEmpty() || emptyReference(attribute, normalized)
                ? Optional.empty()
                : Optional.of(normalized);
    }

    /** {@code "manager":{"value":""}} is how Entra says that there is no manager. */
    private static boolean emptyReference(Attribute attribute, ObjectNode object) {
        return !attribute.multiValued()
                && object.size() == 1
                && object.path("value").asText("-").isEmpty();
    }

    private static ObjectNode object(Attribute attribute, JsonNode json, Origin origin, String where) {
        Map<String, JsonNode> given = Keys.byName(json);
        ObjectNode normalized = JsonNodeFactory.instance.objectNode();
        for (Attribute sub : attribute.subAttributes()) {
            JsonNode value = given.get(sub.name().toLowerCase(Locale.ROOT));
            if (value == null || (origin == Origin.CLIENT && sub.mutability() == Mutability.READ_ONLY)) {
                continue;
            }
            value(sub, value, origin, below(where, sub) + (sub.extension() ? ":" : ""))
                    .ifPresent(found -> normalized.set(sub.name(), found));
        }
        return normalized;
    }

    /** A path in a message: {@code name.familyName}, {@code urn:…:User:manager.value}. */
    private static String below(String where, Attribute sub) {
        return where.isEmpty() ? sub.name() : where + (where.endsWith(":") ? "" : ".") + sub.name();
    }

    /** Foreign and missing URNs are tolerated; a body that says it is another core resource is not meant for here. */
    private static void checkSchemas(ResourceType type, @Nullable JsonNode schemas) {
        if (schemas == null || schemas.isNull()) {
            return;
        }
        List<String> urns = new ArrayList<>();
        for (JsonNode urn : schemas.isArray()
                ? schemas
                : JsonNodeFactory.instance.arrayNode().add(schemas)) {
            if (!urn.isTextual()) {
                throw invalid("schemas", "is an array of URIs");
            }
            urns.add(urn.textValue());
        }
        boolean ours = urns.stream().anyMatch(type.schema().id()::equalsIgnoreCase);
        boolean another = urns.stream().anyMatch(urn -> urn.regionMatches(true, 0, CORE, 0, CORE.length()));
        if (another && !ours) {
            throw invalid("schemas", "has no " + type.schema().id());
        }
    }

    static ScimError.Refused invalid(String where, String what) {
        return new ScimError.InvalidValue("'" + where + "' " + what + ".").refused();
    }
}
