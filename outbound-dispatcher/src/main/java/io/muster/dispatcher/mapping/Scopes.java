package io.muster.dispatcher.mapping;

import io.muster.scim.error.ScimError;
import io.muster.scim.filter.BoundFilter;
import io.muster.scim.filter.BoundFilter.UnknownAttributes;
import io.muster.scim.filter.Filter;
import io.muster.scim.filter.FilterMatcher;
import io.muster.scim.schema.SchemaRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The SCIM filters that an expression asks about with {@code inScope('…')}, with the meaning that they have in the gateway and in policies
 * (RFC 7644 §3.4.2.2). An attribute that no schema has, or has any more, has no value.
 */
final class Scopes {
    private final Map<String, Filter> filters;
    private volatile @Nullable Bound bound;

    /** The filters as understood by these schemas, which stay the same for long. */
    private record Bound(SchemaRegistry schemas, Map<String, FilterMatcher> matchers) {}

    private Scopes(Map<String, Filter> filters) {
        this.filters = filters;
    }

    /**
     * Reads them.
     *
     * @throws ExpressionError for what is no filter
     */
    static Scopes parse(Set<String> texts) {
        Map<String, Filter> filters = new LinkedHashMap<>();
        for (String text : texts) {
            try {
                filters.put(text, Filter.parse(text));
            } catch (ScimError.Refused refused) {
                throw new ExpressionError(
                        NullSafeSelection.IN_SCOPE + ": " + refused.error().detail(), 0, 0);
            }
        }
        return new Scopes(filters);
    }

    boolean isEmpty() {
        return filters.isEmpty();
    }

    /**
     * Whether the person is in each of them.
     *
     * @throws ExpressionError for a filter that compares an attribute with what it cannot be
     */
    Map<String, Boolean> of(MappingInput input) {
        if (filters.isEmpty()) {
            return Map.of();
        }
        Bound known = bound;
        if (known == null || known.schemas != input.schemas()) {
            known = bind(input.schemas());
            bound = known;
        }
        Map<String, Boolean> answers = new LinkedHashMap<>();
        known.matchers.forEach((text, matcher) -> answers.put(text, matcher.matches(input.user())));
        return answers;
    }

    private Bound bind(SchemaRegistry schemas) {
        Map<String, FilterMatcher> matchers = new LinkedHashMap<>();
        filters.forEach((text, filter) -> {
            try {
                matchers.put(
                        text, FilterMatcher.of(BoundFilter.bind(filter, schemas.user(), UnknownAttributes.NO_VALUE)));
            } catch (ScimError.Refused refused) {
                throw new ExpressionError(
                        NullSafeSelection.IN_SCOPE + ": " + refused.error().detail(), 0, 0);
            }
        });
        return new Bound(schemas, matchers);
    }
}
