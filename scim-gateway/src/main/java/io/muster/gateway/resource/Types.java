package io.muster.gateway.resource;

import io.muster.scim.error.ScimError;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import java.util.List;
import java.util.regex.Pattern;

/** Resource types by their addresses. */
public final class Types {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:@+-]{1,128}");

    private Types() {}

    /**
     * The type at {@code /Users}, {@code /Groups}.
     *
     * @throws ScimError.Refused with NotFound
     */
    public static ResourceType at(String endpoint) {
        return all().stream()
                .filter(type -> type.endpoint().equals("/" + endpoint))
                .findFirst()
                .orElseThrow(() -> new ScimError.NotFound("resource type", endpoint).refused());
    }

    /** All types that the gateway keeps. */
    public static List<ResourceType> all() {
        return SchemaRegistry.builtIn().resourceTypes();
    }

    /**
     * An id from an address. What no id of ours looks like exists as little as one that was never given.
     *
     * @throws ScimError.Refused with NotFound
     */
    public static String id(ResourceType type, String id) {
        if (!ID.matcher(id).matches()) {
            throw new ScimError.NotFound(type.name(), id).refused();
        }
        return id;
    }
}
