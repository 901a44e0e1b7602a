package io.muster.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.filter.Filter;
import io.muster.scim.patch.PatchOperation.Op;
import io.muster.scim.resource.Normalizer;
import io.muster.scim.resource.Origin;
import io.muster.scim.schema.Attribute;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** add and replace at one target (RFC 7644 §3.5.2.1, §3.5.2.3). Works on the document in place. */
final class PatchAddition {
    /** Each value added is compared with all that are there. */
    private static final int MAX_VALUES = 1_000;

    private final ObjectNode document;
    private final PatchTarget target;
    private final Op op;
    private final PatchProfile profile;
    private final Attribute attribute;

    PatchAddition(ObjectNode document, PatchTarget target, Op op, PatchProfile profile) {
        this.document = document;
        this.target = target;
        this.op = op;
        this.profile = profile;
        this.attribute = target.attribute();
    }

    void apply(JsonNode value) {
        if (target.selects()) {
            select(value);
        } else if (attribute.multiValued()) {
            whole(value);
        } else {
            single(value);
        }
    }

    /** A single-valued attribute: set, or, for an object, its given parts set and the others left. */
    private void single(JsonNode value) {
        Optional<JsonNode> given = Normalizer.value(attribute, value, Origin.CLIENT, target.written());
        if (given.isEmpty()) {
            return;
        }
        ObjectNode holder = target.holder(document);
        JsonNode existing = holder.get(attribute.name());
        if (attribute.complex() && existing != null) {
            if (!PatchValues.contains(attribute, existing, given.get())) {
                PatchValues.checkImmutable(attribute, existing, target);
            }
            PatchValues.merge(attribute, (ObjectNode) existing, (ObjectNode) given.get(), target);
        } else if (!given.get().equals(existing)) {
            PatchValues.checkImmutable(attribute, existing, target);
            setPart(holder, given.get());
        }
    }

    /** Setting {@code manager.value} is setting the manager: what was known of the old one goes. */
    private void setPart(ObjectNode holder, JsonNode value) {
        if (target.containers().isEmpty()) {
            holder.set(attribute.name(), value);
            return;
        }
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        part.set(attribute.name(), value);
        PatchValues.merge(target.containers().getLast(), holder, part, target);
    }

    /** All values of a multi-valued attribute: added to, or replaced. */
    private void whole(JsonNode value) {
        Optional<JsonNode> given = Normalizer.value(attribute, value, Origin.CLIENT, target.written());
        if (given.isEmpty()) {
            return;
        }
        ObjectNode holder = target.holder(document);
        JsonNode existing = holder.get(attribute.name());
        if (op == Op.REPLACE || existing == null) {
            if (!given.get().equals(existing)) {
                PatchValues.checkImmutable(attribute, existing, target);
            }
            holder.set(attribute.name(), given.get());
            return;
        }
        Set<JsonNode> touched = identitySet();
        for (JsonNode element : given.get()) {
            addOne((ArrayNode) existing, element, touched);
        }
        onePrimary(existing, touched);
    }

    /** A value that is there is not added again; one with the same value and type takes on the other parts. */
    private void addOne(ArrayNode values, JsonNode element, Set<JsonNode> touched) {
        for (JsonNode value : values) {
            if (PatchValues.contains(attribute, value, element)) {
                return;
            }
        }
        for (JsonNode value : values) {
            if (value.isObject() && element.has("value") && PatchValues.identifies(attribute, value, element)) {
                PatchValues.merge(attribute, (ObjectNode) value, (ObjectNode) element, target);
                touched.add(value);
                return;
            }
        }
        if (values.size() >= MAX_VALUES) {
            throw new ScimError.TooLarge("'" + attribute.name() + "' has at most " + MAX_VALUES + " values.").refused();
        }
        values.add(element);
        touched.add(element);
    }

    /** Some values, or a part of them. */
    private void select(JsonNode value) {
        List<JsonNode> matching = matching();
        if (matching.isEmpty()) {
            create(value);
            return;
        }
        Set<JsonNode> touched = identitySet();
        for (JsonNode element : matching) {
            touched.add(change(element, value));
        }
        target.current(document).ifPresent(values -> onePrimary(values, touched));
    }

    private List<JsonNode> matching() {
        List<JsonNode> matching = new ArrayList<>();
        target.current(document).ifPresent(values -> {
            if (values.isArray()) {
                values.forEach(matching::add);
            } else {
                matching.add(values);
            }
        });
        matching.removeIf(element -> !target.matches(element));
        return matching;
    }

    /** Returns the element that is in the document afterwards. */
    private JsonNode change(JsonNode element, JsonNode value) {
        Attribute sub = target.sub();
        if (sub != null) {
            return changePart((ObjectNode) element, sub, value);
        }
        Optional<JsonNode> given = Normalizer.single(attribute, first(value), Origin.CLIENT, target.written());
        if (given.isEmpty()) {
            return element;
        }
        if (!element.isObject()) {
            return swap(element, given.get());
        }
        if (op == Op.REPLACE && attribute.multiValued()) {
            replaceParts((ObjectNode) element, (ObjectNode) given.get());
        } else {
            PatchValues.merge(attribute, (ObjectNode) element, (ObjectNode) given.get(), target);
        }
        return element;
    }

    private JsonNode changePart(ObjectNode element, Attribute sub, JsonNode value) {
        Optional<JsonNode> given = Normalizer.value(sub, value, Origin.CLIENT, target.written());
        if (given.isPresent()) {
            ObjectNode part = JsonNodeFactory.instance.objectNode();
            part.set(sub.name(), given.get());
            PatchValues.merge(attribute, element, part, target);
        } else if (op == Op.REPLACE && element.has(sub.name())) {
            PatchValues.checkImmutable(sub, element.get(sub.name()), target);
            element.remove(sub.name());
        }
        return element;
    }

    /** "All matching record values SHALL be replaced": parts that are not given go, but for what cannot change. */
    private void replaceParts(ObjectNode element, ObjectNode given) {
        PatchValues.merge(attribute, element, given, target);
        for (Attribute sub : attribute.subAttributes()) {
            boolean stays = switch (sub.mutability()) {
                case READ_ONLY, IMMUTABLE -> true;
                case READ_WRITE, WRITE_ONLY -> given.has(sub.name());
            };
            if (!stays) {
                element.remove(sub.name());
            }
        }
    }

    private JsonNode swap(JsonNode old, JsonNode value) {
        ArrayNode values = (ArrayNode) target.current(document).orElseThrow();
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).equals(old)) {
                values.set(i, value);
            }
        }
        return value;
    }

    /** Nothing matches: an add makes the value that the filter describes; a replace has no target (§3.5.2.3). */
    private void create(JsonNode value) {
        Filter filter = target.filter();
        boolean allowed = op == Op.ADD || filter == null || profile.replaceCreates();
        boolean free = attribute.multiValued() || target.current(document).isEmpty();
        if (!allowed || !free) {
            throw target.noTarget();
        }
        ObjectNode described = filter == null
                ? JsonNodeFactory.instance.objectNode()
                : PatchValues.described(attribute, filter, target.written()).orElseThrow(target::noTarget);
        Attribute sub = target.sub();
        Optional<JsonNode> given = sub == null
                ? Normalizer.single(attribute, first(value), Origin.CLIENT, target.written())
                : Normalizer.value(sub, value, Origin.CLIENT, target.written());
        if (sub == null) {
            given.ifPresent(parts -> described.setAll((ObjectNode) parts));
        } else if (given.isEmpty()) {
            return;
        } else {
            described.set(sub.name(), given.get());
        }
        append(described);
    }

    private void append(ObjectNode element) {
        ObjectNode holder = target.holder(document);
        if (!attribute.multiValued()) {
            holder.set(attribute.name(), element);
            return;
        }
        ArrayNode values = holder.withArray(attribute.name());
        Set<JsonNode> touched = identitySet();
        addOne(values, element, touched);
        onePrimary(values, touched);
    }

    /** A value becomes primary: the others are it no longer (§3.5.2). Two in one operation are left for the check. */
    private static void onePrimary(JsonNode values, Set<JsonNode> touched) {
        boolean set = touched.stream().anyMatch(PatchAddition::primary);
        if (!set) {
            return;
        }
        for (JsonNode value : values) {
            if (primary(value) && !touched.contains(value)) {
                ((ObjectNode) value).put("primary", false);
            }
        }
    }

    private static boolean primary(JsonNode value) {
        return value.path("primary").asBoolean();
    }

    private JsonNode first(JsonNode value) {
        if (value.isArray() && value.size() > 1) {
            throw new ScimError.InvalidValue("'" + target.written() + "' takes one value.").refused();
        }
        return value.isArray() && !value.isEmpty() ? value.get(0) : value;
    }

    private static Set<JsonNode> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
