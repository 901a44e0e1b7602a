package io.muster.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.filter.Filter;
import io.muster.scim.filter.FilterMatcher;
import io.muster.scim.path.PatchPath;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.Mutability;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operation's path means: through single objects ({@code containers}) to the attribute that holds the values,
 * which of them, and which part of them. {@code emails.value} without a filter means the part in all values.
 *
 * @param written the path as it came, for messages
 */
record PatchTarget(
        String written,
        List<Attribute> containers,
        Attribute attribute,
        @Nullable Filter filter,
        @Nullable FilterMatcher matcher,
        @Nullable Attribute sub) {

    /** Understands a path; empty where the type has no such attribute. */
    static Optional<PatchTarget> resolve(ResourceType type, String text) {
        PatchPath path = PatchPath.parse(text);
        return type.resolve(path.attribute()).map(way -> of(text, path, way));
    }

    /** The same of a key, where what cannot be an attribute is one that the type does not have. */
    static Optional<PatchTarget> named(ResourceType type, String key) {
        try {
            return resolve(type, key);
        } catch (ScimError.Refused notAPath) {
            return Optional.empty();
        }
    }

    private static PatchTarget of(String text, PatchPath path, ResolvedPath way) {
        List<Attribute> steps = way.steps();
        int last = steps.size() - 1;
        Filter filter = path.filter();
        if (filter == null) {
            // emails.value, without brackets: the value's part in each of the values.
            boolean partOfAll = last > 0 && steps.get(last - 1).multiValued();
            return partOfAll
                    ? new PatchTarget(
                            text, steps.subList(0, last - 1), steps.get(last - 1), null, null, steps.get(last))
                    : new PatchTarget(text, steps.subList(0, last), steps.get(last), null, null, null);
        }
        Attribute attribute = steps.get(last);
        if (!attribute.multiValued() && !attribute.complex()) {
            throw new ScimError.InvalidPath("'" + text + "': " + attribute.name() + " has no values to choose from.")
                    .refused();
        }
        return new PatchTarget(
                text,
                steps.subList(0, last),
                attribute,
                filter,
                FilterMatcher.ofValue(filter, attribute),
                path.subAttribute().map(name -> part(text, attribute, name)).orElse(null));
    }

    private static Attribute part(String text, Attribute attribute, String name) {
        return attribute
                .sub(name)
                .orElseThrow(() -> new ScimError.InvalidPath(
                                "'" + text + "': " + attribute.name() + " has no part '" + name + "'.")
                        .refused());
    }

    /** Whether the path points at parts of the attribute, or at some of its values. */
    boolean selects() {
        return filter != null || sub != null;
    }

    /** Whether the path points at an object as a whole, of which there is one. */
    boolean isObject() {
        return attribute.complex() && !attribute.multiValued() && !selects();
    }

    /** The way from the resource's root to the attribute that holds the values. */
    ResolvedPath way() {
        List<Attribute> steps = new ArrayList<>(containers);
        steps.add(attribute);
        return new ResolvedPath(steps);
    }

    /** The way to what would change: the part, where one is named. */
    ResolvedPath leafWay() {
        return sub == null ? way() : way().child(sub);
    }

    boolean matches(JsonNode value) {
        return matcher == null || matcher.matches(value);
    }

    boolean readOnly() {
        return containers.stream().anyMatch(step -> step.mutability() == Mutability.READ_ONLY)
                || attribute.mutability() == Mutability.READ_ONLY
                || (sub != null && sub.mutability() == Mutability.READ_ONLY);
    }

    /** The attribute that would change: the part, where one is named. */
    Attribute leaf() {
        return sub == null ? attribute : sub;
    }

    /** The object that holds the attribute; made where it is missing. */
    ObjectNode holder(ObjectNode root) {
        ObjectNode holder = root;
        for (Attribute step : containers) {
            JsonNode next = holder.get(step.name());
            holder = next == null ? holder.putObject(step.name()) : (ObjectNode) next;
        }
        return holder;
    }

    /** The attribute's value in the document, where there is one. */
    Optional<JsonNode> current(ObjectNode root) {
        JsonNode node = root;
        for (Attribute step : containers) {
            node = node.path(step.name());
        }
        return Optional.ofNullable(node.get(attribute.name()));
    }

    ScimError.Refused mutability(String why) {
        return new ScimError.Mutability(leaf().name(), "'" + written + "' " + why + ".").refused();
    }

    /** The same of a part of what the path points at. */
    ScimError.Refused mutabilityOf(Attribute part, String why) {
        return part.equals(leaf())
                ? mutability(why)
                : new ScimError.Mutability(part.name(), "'" + written + "': '" + part.name() + "' " + why + ".")
                        .refused();
    }

    ScimError.Refused noTarget() {
        return new ScimError.NoTarget("'" + written + "' matches no value.").refused();
    }
}
