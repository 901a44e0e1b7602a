package io.muster.gateway.resource;

import io.muster.gateway.schema.Schemas;
import io.muster.runtime.problem.ProblemException;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.ResourceType;
import java.util.regex.Pattern;

/** Ids in addresses. */
public final class Types {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:@+-]{1,128}");

    private Types() {}

    /**
     * An id from an address. What no id of ours looks like exists as little as one that was never given.
     *
     * @throws ScimError.Refused with NotFound
     * @throws ProblemException 405 for {@code .search}, which is no id
     */
    public static String id(ResourceType type, String id) {
        if (id.equals(".search")) {
            Schemas.demandNoOther(id);
        }
        if (!ID.matcher(id).matches()) {
            throw new ScimError.NotFound(type.name(), id).refused();
        }
        return id;
    }
}
