package io.muster.dispatcher.connector.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in a target's resource a mapped attribute lies: {@code userName}, {@code name.familyName},
 * {@code emails[type eq "work"].value}, {@code urn:…:2.0:User:department}, {@code urn:…:2.0:User:manager.value}.
 *
 * <p>This is the part of the path grammar of RFC 7644 §3.5.2 that can be written as well as read: one element of a
 * multi-valued attribute is named by the equality that makes it.
 *
 * @param urn the extension; absent for a core attribute
 * @param attribute the top-level attribute
 * @param selector {@code type eq "work"} taken apart; absent when the attribute itself is meant
 * @param sub the sub-attribute; absent when the whole value is meant
 */
record AttributePath(Optional<String> urn, String attribute, Optional<Selector> selector, Optional<String> sub) {

    /** The element of a multi-valued attribute whose sub-attribute has this text. */
    record Selector(String attribute, String value) {
        boolean selects(JsonNode element) {
            return element.path(attribute).asText().equalsIgnoreCase(value);
        }
    }

    private static final Pattern PATH = Pattern.compile("(?:(?<urn>urn:[\\w.:-]+):)?(?<attr>[A-Za-z$][\\w$-]*)"
            + "(?:\\[(?<sel>[A-Za-z][\\w-]*) eq \"(?<val>[^\"\\\\]*)\"])?(?:\\.(?<sub>[A-Za-z$][\\w$-]*))?");

    /**
     * Reads the text of a path.
     *
     * @throws IllegalArgumentException when it has another form
     */
    static AttributePath parse(String text) {
        Matcher matcher = PATH.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is not an attribute of a SCIM target; write for example name.familyName,"
                    + " emails[type eq \"work\"].value or urn:…:User:department");
        }
        Optional<Selector> selector =
                Optional.ofNullable(matcher.group("sel")).map(name -> new Selector(name, matcher.group("val")));
        return new AttributePath(
                Optional.ofNullable(matcher.group("urn")),
                matcher.group("attr"),
                selector,
                Optional.ofNullable(matcher.group("sub")));
    }

    /** The path of the whole top-level attribute, as a PATCH names it. */
    String top() {
        return urn.map(extension -> extension + ":" + attribute).orElse(attribute);
    }

    /** The value in a resource; nothing for null, an empty list and an absent attribute (RFC 7643 §2.5). */
    Optional<JsonNode> read(JsonNode resource) {
        JsonNode node = ignoringCase(
                urn.map(extension -> ignoringCase(resource, extension)).orElse(resource), attribute);
        if (selector.isPresent()) {
            Selector wanted = selector.get();
            JsonNode list = node;
            node = JsonNodeFactory.instance.missingNode();
            for (JsonNode element : list) {
                if (wanted.selects(element)) {
                    node = element;
                    break;
                }
            }
        }
        JsonNode value = sub.isPresent() ? ignoringCase(node, sub.get()) : node;
        return isNothing(value) ? Optional.empty() : Optional.of(value);
    }

    /** Sets the value in a resource, making what is missing on the way; null takes it out. */
    void write(ObjectNode resource, @Nullable JsonNode value) {
        ObjectNode home = urn.map(extension -> child(resource, extension)).orElse(resource);
        String name = name(home, attribute);
        if (selector.isPresent()) {
            writeElement(home, name, selector.get(), value);
        } else if (sub.isPresent()) {
            ObjectNode complex = child(home, attribute);
            set(complex, name(complex, sub.get()), value);
            if (complex.isEmpty()) {
                home.remove(name);
            }
        } else {
            set(home, name, value);
        }
        urn.filter(extension -> home.isEmpty()).ifPresent(resource::remove);
    }

    private void writeElement(ObjectNode home, String name, Selector selected, @Nullable JsonNode value) {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        @Nullable ObjectNode element = null;
        for (JsonNode each : home.path(name)) {
            if (element == null && selected.selects(each) && each instanceof ObjectNode found) {
                element = found.deepCopy();
            } else {
                kept.add(each);
            }
        }
        if (value != null && !isNothing(value)) {
            ObjectNode changed = element == null
                    ? JsonNodeFactory.instance.objectNode().put(selected.attribute(), selected.value())
                    : element;
            changed.set(sub.orElse("value"), value);
            kept.insert(0, changed);
        }
        set(home, name, kept);
    }

    private static ObjectNode child(ObjectNode parent, String field) {
        String name = name(parent, field);
        return parent.path(name) instanceof ObjectNode present ? present : parent.putObject(name);
    }

    private static void set(ObjectNode parent, String name, @Nullable JsonNode value) {
        if (value == null || isNothing(value)) {
            parent.remove(name);
        } else {
            parent.set(name, value);
        }
    }

    private static boolean isNothing(JsonNode value) {
        return value.isMissingNode() || value.isNull() || (value.isArray() && value.isEmpty());
    }

    private static JsonNode ignoringCase(JsonNode parent, String field) {
        return parent instanceof ObjectNode object ? object.path(name(object, field)) : parent.path(field);
    }

    /** The field's name as this resource writes it: attribute names ignore case (RFC 7643 §2.1). */
    private static String name(ObjectNode parent, String field) {
        if (parent.has(field)) {
            return field;
        }
        for (var entry : parent.properties()) {
            if (entry.getKey().equalsIgnoreCase(field)) {
                return entry.getKey();
            }
        }
        return field;
    }
}
