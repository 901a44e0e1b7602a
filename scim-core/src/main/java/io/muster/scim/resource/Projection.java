package io.muster.scim.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.HiddenAttributes;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.Returned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which attributes an answer has (RFC 7644 §3.9): {@code attributes} or {@code excludedAttributes}, and the
 * {@code returned} characteristic: always wins, never wins, request needs to be named or to have been written.
 */
public final class Projection {
    private final ResourceType type;
    private final boolean named;
    private final List<ResolvedPath> paths;
    private final List<ResolvedPath> hidden;

    private Projection(ResourceType type, boolean named, List<ResolvedPath> paths, List<ResolvedPath> hidden) {
        this.type = type;
        this.named = named;
        this.paths = List.copyOf(paths);
        this.hidden = List.copyOf(hidden);
    }

    /** What is returned where nothing is asked for. */
    public static Projection all(ResourceType type) {
        return new Projection(type, false, List.of(), List.of());
    }

    /**
     * What the two parameters ask for. Entries may hold several names with commas. Names that the type does not have
     * are ignored: a query over several types names attributes of each.
     *
     * @throws ScimError.Refused with InvalidValue where both are given
     */
    public static Projection of(ResourceType type, List<String> attributes, List<String> excluded) {
        List<String> wanted = names(attributes);
        List<String> unwanted = names(excluded);
        if (!wanted.isEmpty() && !unwanted.isEmpty()) {
            throw new ScimError.InvalidValue("'attributes' and 'excludedAttributes' exclude each other.").refused();
        }
        return wanted.isEmpty()
                ? new Projection(type, false, resolve(type, unwanted), List.of())
                : new Projection(type, true, resolve(type, wanted), List.of());
    }

    /** The same without attributes that the client may not see, whatever it asks for. */
    public Projection without(HiddenAttributes attributes) {
        return new Projection(type, named, paths, attributes.unseen(type));
    }

    private static List<String> names(List<String> entries) {
        List<String> names = new ArrayList<>();
        for (String entry : entries) {
            int start = 0;
            for (int comma = entry.indexOf(','); comma >= 0; comma = entry.indexOf(',', start)) {
                names.add(entry.substring(start, comma).strip());
                start = comma + 1;
            }
            names.add(entry.substring(start).strip());
        }
        names.removeIf(String::isEmpty);
        return names;
    }

    private static List<ResolvedPath> resolve(ResourceType type, List<String> names) {
        return names.stream().flatMap(name -> resolve(type, name).stream()).toList();
    }

    private static Optional<ResolvedPath> resolve(ResourceType type, String name) {
        try {
            return type.resolve(name);
        } catch (ScimError.Refused notAPath) {
            // A name that no schema can have is an attribute that the type does not have.
            return Optional.empty();
        }
    }

    /** The resource's part that is returned by a query or a read; the resource stays as it is. */
    public ObjectNode apply(ObjectNode resource) {
        return applyAfterWrite(resource, WrittenAttributes.NONE);
    }

    /** The same after a write: attributes returned on request are there too where the client has named them. */
    public ObjectNode applyAfterWrite(ObjectNode resource, WrittenAttributes written) {
        return withoutHiddenSchemas(object(type.root(), Optional.empty(), resource, written), resource);
    }

    /** That there is something of an extension is hidden as well, where all that there is of it is hidden. */
    private ObjectNode withoutHiddenSchemas(ObjectNode shown, ObjectNode resource) {
        List<String> urns = hidden.stream()
                .map(way -> way.steps().getFirst())
                .filter(Attribute::extension)
                .distinct()
                .filter(extension -> isHidden(extension, resource))
                .map(Attribute::name)
                .toList();
        if (!urns.isEmpty() && shown.get("schemas") instanceof ArrayNode schemas) {
            ArrayNode left = shown.putArray("schemas");
            schemas.valueStream().filter(urn -> !urns.contains(urn.asText())).forEach(left::add);
        }
        return shown;
    }

    private boolean isHidden(Attribute extension, ObjectNode resource) {
        return !isSomethingLeft(new ResolvedPath(List.of(extension)), resource.path(extension.name()));
    }

    private boolean isSomethingLeft(ResolvedPath path, JsonNode value) {
        if (hidden.stream().anyMatch(way -> way.covers(path))) {
            return false;
        }
        if (value.isArray()) {
            return value.valueStream().anyMatch(element -> isSomethingLeft(path, element));
        }
        return path.leaf().complex()
                ? path.leaf().subAttributes().stream()
                        .anyMatch(sub -> isSomethingLeft(path.child(sub), value.path(sub.name())))
                : !value.isMissingNode();
    }

    /** Whether nothing was asked for and nothing is hidden: what is left out is what the {@code returned} characteristic keeps back. */
    public boolean leavesAll() {
        return !named && paths.isEmpty() && hidden.isEmpty();
    }

    /** Whether the attribute, or a part of it, can be in the answer: what is not need not be loaded. */
    public boolean includes(String path) {
        return type.resolve(path)
                .filter(way -> kept(way, WrittenAttributes.NONE))
                .isPresent();
    }

    private ObjectNode object(
            Attribute container, Optional<ResolvedPath> way, JsonNode object, WrittenAttributes written) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        for (Attribute attribute : container.subAttributes()) {
            JsonNode value = object.get(attribute.name());
            if (value == null) {
                continue;
            }
            ResolvedPath path =
                    way.map(before -> before.child(attribute)).orElseGet(() -> new ResolvedPath(List.of(attribute)));
            if (!kept(path, written)) {
                continue;
            }
            JsonNode part = attribute.complex() ? parts(attribute, path, value, written) : value;
            if (!part.isContainerNode() || !part.isEmpty()) {
                result.set(attribute.name(), part);
            }
        }
        return result;
    }

    private JsonNode parts(Attribute attribute, ResolvedPath path, JsonNode value, WrittenAttributes written) {
        if (!value.isArray()) {
            return object(attribute, Optional.of(path), value, written);
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : value) {
            ObjectNode part = object(attribute, Optional.of(path), element, written);
            if (!part.isEmpty()) {
                array.add(part);
            }
        }
        return array;
    }

    private boolean kept(ResolvedPath path, WrittenAttributes written) {
        if (hidden.stream().anyMatch(way -> way.covers(path))) {
            return false;
        }
        Returned returned = path.leaf().returned();
        return switch (returned) {
            case NEVER -> false;
            case ALWAYS -> true;
            case DEFAULT -> named ? touches(path) : !excluded(path);
            // Named itself or below, not by the name of what holds it.
            case REQUEST -> named ? paths.stream().anyMatch(path::covers) : written.has(path) && !excluded(path);
        };
    }

    private boolean touches(ResolvedPath path) {
        return paths.stream().anyMatch(wanted -> wanted.covers(path) || path.covers(wanted));
    }

    private boolean excluded(ResolvedPath path) {
        return paths.stream().anyMatch(unwanted -> unwanted.covers(path));
    }
}
