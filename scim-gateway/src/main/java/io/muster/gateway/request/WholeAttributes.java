package io.muster.gateway.request;

import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import java.util.Optional;

/**
 * Attributes as administrators name them in rules: whole ones, {@code name} and not {@code name.familyName}, of an extension by its URN,
 * or an extension as a whole.
 */
public final class WholeAttributes {
    private WholeAttributes() {}

    /**
     * The attribute that a name means, in the first resource type that has it; printed it is canonical.
     *
     * @throws io.muster.scim.error.ScimError.Refused with InvalidPath where the name is no attribute path
     */
    public static Optional<ResolvedPath> find(SchemaRegistry schemas, String name) {
        return schemas.resourceTypes().stream()
                .flatMap(type -> find(type, name).stream())
                .findFirst();
    }

    private static Optional<ResolvedPath> find(ResourceType type, String name) {
        return type.resolve(name)
                .filter(path -> path.steps().size() <= (path.steps().getFirst().extension() ? 2 : 1));
    }
}
