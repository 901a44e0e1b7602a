package io.muster.gateway.request;

import io.muster.scim.resource.Projection;
import io.muster.scim.schema.HiddenAttributes;
import io.muster.scim.schema.ResourceType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;

/**
 * Which attributes an answer shows (RFC 7644 §3.9), as asked: {@code attributes}, or else {@code excludedAttributes}.
 *
 * @param attributes entries, each perhaps several names with commas; empty = the default
 * @param excluded the same for what is not to be shown
 * @param hidden what the client may not see, whatever it asks for
 */
public record Shown(List<String> attributes, List<String> excluded, HiddenAttributes hidden) {
    /** The default. */
    public static final Shown DEFAULT = new Shown(List.of(), List.of(), HiddenAttributes.NONE);

    public Shown {
        attributes = List.copyOf(attributes);
        excluded = List.copyOf(excluded);
    }

    /** As the query has it. */
    public static Shown of(MultivaluedMap<String, String> query, HiddenAttributes hidden) {
        return new Shown(
                query.getOrDefault("attributes", List.of()),
                query.getOrDefault("excludedAttributes", List.of()),
                hidden);
    }

    /** Whether the request said anything about it: then a PATCH has to show the result. */
    public boolean asked() {
        return !attributes.isEmpty() || !excluded.isEmpty();
    }

    /**
     * For resources of a type.
     *
     * @throws io.muster.scim.error.ScimError.Refused with InvalidValue where both are given
     */
    public Projection on(ResourceType type) {
        return Projection.of(type, attributes, excluded).without(hidden);
    }
}
