package io.muster.scim.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.EventDetail;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two normalized documents, attribute by attribute in the schema's order: parts of single objects
 * and extensions one by one, a multi-valued attribute as a whole. {@code schemas}, {@code id} and {@code meta} follow
 * from the rest and are not listed.
 */
public final class Changes {
    private static final Set<String> DERIVED = Set.of("schemas", "id", "meta");

    private Changes() {}

    /** All changes with their values. For a new resource {@code before} is an empty object, for a deleted one {@code after}. */
    public static List<AttributeChange> between(ResourceType type, ObjectNode before, ObjectNode after) {
        return collect(type, before, after, false);
    }

    /** The changes as events may tell them: without values, or not at all, where the attribute says so. */
    public static List<AttributeChange> forEvents(ResourceType type, ObjectNode before, ObjectNode after) {
        return collect(type, before, after, true);
    }

    /** The resource as an event may carry it: without the attributes of which events say less than everything. */
    public static ObjectNode image(ResourceType type, ObjectNode resource) {
        return told(type.root(), resource);
    }

    private static List<AttributeChange> collect(
            ResourceType type, ObjectNode before, ObjectNode after, boolean forEvents) {
        List<AttributeChange> changes = new ArrayList<>();
        Predicate<Attribute> listed = attribute -> !DERIVED.contains(attribute.name());
        type.attributes().stream()
                .filter(listed)
                .forEach(attribute -> compare(
                        new ResolvedPath(List.of(attribute)),
                        before.get(attribute.name()),
                        after.get(attribute.name()),
                        forEvents,
                        changes));
        return List.copyOf(changes);
    }

    private static void compare(
            ResolvedPath path,
            @Nullable JsonNode before,
            @Nullable JsonNode after,
            boolean forEvents,
            List<AttributeChange> changes) {
        Attribute attribute = path.leaf();
        if (Sameness.same(before, after) || (forEvents && attribute.event() == EventDetail.NEVER)) {
            return;
        }
        if (attribute.complex() && !attribute.multiValued() && attribute.event() == EventDetail.FULL) {
            for (Attribute sub : attribute.subAttributes()) {
                JsonNode partBefore = before == null ? null : before.get(sub.name());
                JsonNode partAfter = after == null ? null : after.get(sub.name());
                compare(path.child(sub), partBefore, partAfter, forEvents, changes);
            }
        } else if (forEvents && attribute.event() == EventDetail.CHANGED) {
            changes.add(new AttributeChange(path.toString(), null, null));
        } else {
            changes.add(new AttributeChange(
                    path.toString(),
                    forEvents ? value(attribute, before) : before,
                    forEvents ? value(attribute, after) : after));
        }
    }

    private static ObjectNode told(Attribute container, JsonNode object) {
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        for (Attribute attribute : container.subAttributes()) {
            JsonNode value = value(attribute, object.get(attribute.name()));
            if (value != null && attribute.event() == EventDetail.FULL) {
                told.set(attribute.name(), value);
            }
        }
        return told;
    }

    private static @Nullable JsonNode value(Attribute attribute, @Nullable JsonNode value) {
        if (value == null || !attribute.complex()) {
            return value;
        }
        if (value.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            value.forEach(element -> array.add(told(attribute, element)));
            return array;
        }
        return told(attribute, value);
    }
}
