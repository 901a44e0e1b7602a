package io.muster.gateway.resource;

import io.muster.gateway.schema.Schemas;
import io.muster.runtime.problem.ProblemException;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.ResourceType;

/** Ids in addresses. */
public final class Types {
    private static final int LONGEST = 128;
    private static final String BESIDE_LETTERS_AND_DIGITS = "._:@+-";

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
        if (id.isEmpty() || id.length() > LONGEST || !id.chars().allMatch(Types::isOfIds)) {
            throw new ScimError.NotFound(type.name(), id).refused();
        }
        return id;
    }

    private static boolean isOfIds(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || BESIDE_LETTERS_AND_DIGITS.indexOf(c) >= 0;
    }
}
