package io.muster.workflows.policy;

import io.muster.scim.error.ScimError;
import io.muster.scim.filter.BoundFilter;
import io.muster.scim.filter.BoundFilter.UnknownAttributes;
import io.muster.scim.filter.Filter;
import io.muster.scim.schema.EventDetail;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;

/**
 * What the names in a scope mean.
 *
 * @param user the User type with all its extensions
 * @param unknown what a name means that it does not have: a slip in a directory that is being applied; in one that counts already an
 *     attribute without value, as its schema may have been taken away since, when nobody had it any more
 */
public record Vocabulary(ResourceType user, UnknownAttributes unknown) {
    /** The built-in schemas, every other name a slip. */
    public static final Vocabulary BUILT_IN = strict(SchemaRegistry.builtIn());

    static Vocabulary strict(SchemaRegistry schemas) {
        return new Vocabulary(schemas.user(), UnknownAttributes.REFUSE);
    }

    static Vocabulary lenient(SchemaRegistry schemas) {
        return new Vocabulary(schemas.user(), UnknownAttributes.NO_VALUE);
    }

    /**
     * Understands a filter.
     *
     * @throws ScimError.Refused when it cannot be understood
     */
    BoundFilter bind(Filter filter) {
        try {
            var bound = BoundFilter.bind(filter, user, unknown);
            if (isStrict()) {
                bound.attributes().forEach(Vocabulary::demandTold);
            }
            return bound;
        } catch (ScimError.Refused e) {
            if (isStrict()) {
                throw e;
            }
            // An attribute of another type than when the policy was applied: that change was allowed as nobody had a
            // value, so it is one without value.
            return BoundFilter.bind(filter, SchemaRegistry.builtIn().user(), unknown);
        }
    }

    /** A scope is asked of the person as events have him: what they do not carry would have no value here, and one in the gateway. */
    private static void demandTold(ResolvedPath path) {
        if (path.steps().stream().anyMatch(step -> step.event() != EventDetail.FULL)) {
            throw new ScimError.InvalidFilter("Events do not carry the values of '" + path + "'.").refused();
        }
    }

    boolean isStrict() {
        return unknown == UnknownAttributes.REFUSE;
    }
}
