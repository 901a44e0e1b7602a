package io.muster.scim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whole attributes that a client may neither see nor write, nor learn of by asking for resources that have them:
 * {@code phoneNumbers}, {@code urn:…:enterprise:2.0:User:employeeNumber}, or an extension's URN for all of it.
 *
 * @param names canonical
 */
public record HiddenAttributes(Set<String> names) {
    /** Nothing is hidden. */
    public static final HiddenAttributes NONE = new HiddenAttributes(Set.of());

    private static final Set<String> NAMES = Set.of("displayName", "userName");
    private static final Set<String> SHOWN_NAMES = Set.of("members.display", "groups.display", "manager.displayName");

    /** Copies. */
    public HiddenAttributes {
        names = Set.copyOf(names);
    }

    /** What is hidden here or there. */
    public HiddenAttributes and(HiddenAttributes more) {
        if (more.names.isEmpty()) {
            return this;
        }
        return names.isEmpty()
                ? more
                : new HiddenAttributes(
                        Stream.concat(names.stream(), more.names.stream()).collect(Collectors.toSet()));
    }

    /** Those that the type has. */
    public List<ResolvedPath> of(ResourceType type) {
        return resolved(type, names);
    }

    /** Those that the type has, and what it has of those of other resources. */
    public List<ResolvedPath> unseen(ResourceType type) {
        return names.isEmpty()
                ? List.of()
                : Stream.concat(of(type).stream(), derived(type).stream()).toList();
    }

    /** What a type shows of the names of other resources: of a person without {@code displayName} it is the {@code userName}. */
    private List<ResolvedPath> derived(ResourceType type) {
        return names.stream().anyMatch(NAMES::contains) ? resolved(type, SHOWN_NAMES) : List.of();
    }

    private static List<ResolvedPath> resolved(ResourceType type, Set<String> names) {
        return names.stream().flatMap(name -> type.resolve(name).stream()).toList();
    }

    /**
     * Before an attribute is read or written.
     *
     * @throws ScimError.Refused with Sensitive (RFC 7644 §7.5.2), where it is hidden, or holds one that is
     */
    public void demand(ResourceType type, ResolvedPath path) {
        if (of(type).stream().anyMatch(hidden -> hidden.covers(path) || path.covers(hidden))
                || derived(type).stream().anyMatch(hidden -> hidden.covers(path))) {
            throw new ScimError.Sensitive("This client may neither read nor write '" + path + "'.").refused();
        }
    }

    /**
     * Before resources are chosen or ordered by an attribute. By {@code schemas} they are not where something of an extension is hidden: it says
     * who has something of it.
     *
     * @throws ScimError.Refused with Sensitive
     */
    public void demandShown(ResourceType type, ResolvedPath path) {
        demand(type, path);
        if (path.steps().getFirst().name().equals("schemas")
                && of(type).stream()
                        .anyMatch(hidden -> hidden.steps().getFirst().extension())) {
            throw new ScimError.Sensitive("This client may not read all extensions, so it may not ask by 'schemas'.")
                    .refused();
        }
    }

    /**
     * Before a body is written: what it says of a hidden attribute is refused also where it is so already, which would tell that it is.
     *
     * @throws ScimError.Refused with Sensitive
     */
    public void demandAbsent(ResourceType type, ObjectNode body) {
        if (names.isEmpty()) {
            return;
        }
        for (Map.Entry<String, JsonNode> property : body.properties()) {
            if (property.getKey().equalsIgnoreCase(type.schema().id())
                    && property.getValue() instanceof ObjectNode top) {
                demandAbsent(type, top);
                continue;
            }
            resolve(type, property.getKey()).ifPresent(path -> {
                if (path.leaf().extension() && property.getValue().isObject()) {
                    property.getValue()
                            .fieldNames()
                            .forEachRemaining(
                                    name -> resolve(type, path + ":" + name).ifPresent(inside -> demand(type, inside)));
                } else {
                    demand(type, path);
                }
            });
        }
    }

    /** Whether the type's attribute of this name is hidden. */
    public boolean hides(ResourceType type, String name) {
        return type.resolve(name)
                .filter(path -> of(type).stream().anyMatch(hidden -> hidden.covers(path)))
                .isPresent();
    }

    /** A document with the hidden attributes as they are in another: what the client could not send is not to be lost. */
    public ObjectNode restored(ResourceType type, ObjectNode document, ObjectNode from) {
        ObjectNode restored = document.deepCopy();
        for (ResolvedPath hidden : of(type)) {
            JsonNode value = from;
            for (String key : hidden.keys()) {
                value = value.path(key);
            }
            if (!value.isMissingNode()) {
                ObjectNode holder = hidden.steps().size() == 1
                        ? restored
                        : restored.withObjectProperty(
                                keyOf(restored, hidden.steps().getFirst().name()));
                holder.set(hidden.leaf().name(), value.deepCopy());
            }
        }
        return restored;
    }

    /** As the document writes it, in whatever case. */
    private static String keyOf(ObjectNode document, String name) {
        return document.propertyStream()
                .map(Map.Entry::getKey)
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElse(name);
    }

    private static Optional<ResolvedPath> resolve(ResourceType type, String name) {
        try {
            return type.resolve(name);
        } catch (ScimError.Refused notAPath) {
            // A key that no schema can have is an unknown one, and ignored.
            return Optional.empty();
        }
    }
}
