package io.muster.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.patch.PatchOperation.Op;
import io.muster.scim.resource.Normalizer;
import io.muster.scim.resource.Origin;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.HiddenAttributes;
import io.muster.scim.schema.ResourceType;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Applies PATCH requests to documents. */
public final class Patch {
    private final ResourceType type;
    private final PatchProfile profile;
    private final HiddenAttributes hidden;
    private final ObjectNode document;

    private Patch(ResourceType type, PatchProfile profile, HiddenAttributes hidden, ObjectNode document) {
        this.type = type;
        this.profile = profile;
        this.hidden = hidden;
        this.document = document;
    }

    /**
     * The document after all operations, normalized and checked; {@code current} stays as it is. Equal to it
     * ({@link Resources#same}) where the operations come to nothing.
     *
     * @param current the stored document, with {@code id}: an equal id in a value is tolerated, another one is not
     * @throws ScimError.Refused with InvalidPath, InvalidFilter, InvalidValue, InvalidSyntax, NoTarget, Mutability or
     *     TooLarge; then nothing has happened
     */
    public static ObjectNode apply(ResourceType type, ObjectNode current, PatchRequest request, PatchProfile profile) {
        return apply(type, current, request, profile, HiddenAttributes.NONE);
    }

    /**
     * The same for a client from which attributes are hidden: an operation on one of them is refused whatever it holds.
     *
     * @throws ScimError.Refused also with Sensitive
     */
    public static ObjectNode apply(
            ResourceType type,
            ObjectNode current,
            PatchRequest request,
            PatchProfile profile,
            HiddenAttributes hidden) {
        var patch = new Patch(type, profile, hidden, Resources.normalize(type, current.deepCopy()));
        request.operations().forEach(patch::apply);
        return Resources.checked(type, Resources.normalize(type, patch.document));
    }

    private void apply(PatchOperation operation) {
        String path = operation.pathIn(type);
        if (path != null) {
            PatchTarget target = PatchTarget.resolve(type, path)
                    .orElseThrow(() -> new ScimError.InvalidPath(
                                    "'" + path + "' is not an attribute of a " + type.name() + ".")
                            .refused());
            apply(operation.op(), target, operation.value());
            return;
        }
        if (operation.op() == Op.REMOVE) {
            throw new ScimError.NoTarget("A remove has a path.").refused();
        }
        PatchValues.attributes(type, operation.value())
                .properties()
                .forEach(property -> applyKey(operation.op(), property.getKey(), property.getValue()));
    }

    /**
     * One attribute of a value without a path. The key is a name, or, from Entra, a path. As in a POST unknown names are
     * ignored; a readOnly attribute may be there if it says what is so anyway.
     */
    private void applyKey(Op op, String key, JsonNode value) {
        if (key.equalsIgnoreCase("schemas")) {
            return;
        }
        PatchTarget.named(type, key).ifPresent(target -> {
            demandShown(target);
            if (!target.readOnly()) {
                apply(op, target, value);
            } else if (!saysNothingNew(target, value)) {
                throw target.mutability("is readOnly");
            }
        });
    }

    private boolean saysNothingNew(PatchTarget target, JsonNode value) {
        Optional<JsonNode> said = Normalizer.value(target.attribute(), value, Origin.SERVER, target.written());
        Optional<JsonNode> known = target.current(document);
        return said.isEmpty()
                || said.equals(known)
                || (known.isPresent() && said.get().isObject() && agrees(said.get(), known.get()));
    }

    /** What the document does not hold, such as an address, cannot be held against it. */
    private static boolean agrees(JsonNode said, JsonNode known) {
        return said.propertyStream()
                .allMatch(part -> !known.has(part.getKey()) || part.getValue().equals(known.get(part.getKey())));
    }

    private void apply(Op op, PatchTarget target, @Nullable JsonNode value) {
        if (target.attribute().extension() && !target.selects()) {
            applyToExtension(op, target, value);
            return;
        }
        demandShown(target);
        if (target.readOnly()) {
            throw target.mutability("is readOnly");
        }
        if (op == Op.REMOVE) {
            new PatchRemoval(document, target).apply(value);
            return;
        }
        if (value == null) {
            throw new ScimError.InvalidValue("'" + target.written() + "': the operation has no value.").refused();
        }
        JsonNode plain = PatchValues.unwrapped(target.attribute(), value);
        if (op == Op.REPLACE && target.isObject()) {
            clearParts(target, plain);
        }
        if (target.sub() == null && PatchValues.clears(target.attribute(), plain)) {
            clear(op, target, plain);
        } else {
            new PatchAddition(document, target, op, profile).apply(plain);
        }
    }

    /** Of an extension as a whole its attributes are asked about one by one, unless it is to go with all of them. */
    private void demandShown(PatchTarget target) {
        if (target.selects()) {
            hidden.demandShown(type, target.way()); // to choose a value is to ask for it
        } else if (!target.attribute().extension()) {
            hidden.demand(type, target.way());
        }
    }

    /** Replaced by nothing is removed; nothing added is nothing, but for {@code ""} as an object, which Entra adds. */
    private void clear(Op op, PatchTarget target, JsonNode value) {
        if (op == Op.REPLACE || !(value.isNull() || value.isArray())) {
            new PatchRemoval(document, target).apply(null);
        }
    }

    /** {@code {"op":"replace","path":"name","value":{"givenName":null}}}: a part replaced by nothing is removed. */
    private void clearParts(PatchTarget target, JsonNode value) {
        for (Map.Entry<String, JsonNode> part : value.properties()) {
            if (PatchValues.nothing(part.getValue())) {
                PatchTarget.named(type, target.written() + "." + part.getKey())
                        .filter(named -> !named.readOnly())
                        .ifPresent(named -> apply(Op.REMOVE, named, null));
            }
        }
    }

    /** An extension as a whole: its attributes one by one, removed with all of them. */
    private void applyToExtension(Op op, PatchTarget target, @Nullable JsonNode value) {
        Attribute extension = target.attribute();
        if (op == Op.REMOVE || (op == Op.REPLACE && value != null && value.isNull())) {
            hidden.demand(type, target.way());
            new PatchRemoval(document, target).apply(null);
            return;
        }
        for (Map.Entry<String, JsonNode> property : PatchValues.object(value).properties()) {
            applyKey(op, extension.name() + ":" + property.getKey(), property.getValue());
        }
    }
}
