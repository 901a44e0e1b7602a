package io.muster.gateway.request;

import io.muster.scim.schema.AttributePath;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.Returned;
import io.muster.scim.schema.SchemaRegistry;
import java.util.Optional;
import java.util.Set;

/**
 * Attributes as administrators name them in rules: whole ones, {@code name} and not {@code name.familyName}, of an extension by its URN,
 * or an extension as a whole.
 */
public final class WholeAttributes {
    private static final Set<String> ALWAYS_SHOWN = Set.of("id", "schemas", "meta");

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

    /**
     * The same of an attribute that can be hidden from a client: without what every resource must have it could not do anything with one.
     *
     * @throws io.muster.scim.error.ScimError.Refused with InvalidPath where the name is no attribute path
     */
    public static Optional<String> hideable(SchemaRegistry schemas, String name) {
        return find(schemas, name)
                .filter(path -> !path.leaf().required()
                        && path.leaf().returned() != Returned.ALWAYS
                        && !ALWAYS_SHOWN.contains(path.toString()))
                .map(ResolvedPath::toString);
    }

    /**
     * A name that can only be of a schema that is added later, or the URN of that schema: with a URN that none of these has.
     *
     * @throws io.muster.scim.error.ScimError.Refused with InvalidPath where the name is no attribute path
     */
    static Optional<String> ofAddedSchema(SchemaRegistry schemas, String name) {
        var path = AttributePath.parse(name);
        var urn = path.urn();
        return urn == null || path.sub() != null || schemas.schema(urn).isPresent()
                ? Optional.empty()
                : Optional.of(name);
    }

    private static Optional<ResolvedPath> find(ResourceType type, String name) {
        return type.resolve(name)
                .filter(path -> path.steps().size() <= (path.steps().getFirst().extension() ? 2 : 1));
    }
}
