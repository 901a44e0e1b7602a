package io.muster.scim.filter;

import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A filter whose names and values have been understood for one resource type: each path is an attribute, each value has
 * the attribute's type, what cannot be compared has been refused. What {@link FilterMatcher} evaluates, and what a store
 * translates into its own query language.
 */
public sealed interface BoundFilter {

    /**
     * One value at least compares so; {@code ne} also where there is no value at all. The leaf is never complex. The
     * literal is Text for string, reference, binary and dateTime attributes, Bool for booleans, Number for integers and
     * decimals, or Now for dateTimes and dates; never Null.
     */
    record Compare(ResolvedPath path, Operator operator, Literal value) implements BoundFilter {}

    /** There is a value: no null, empty array, empty text, nor an object of only such. */
    record Present(ResolvedPath path) implements BoundFilter {}

    /** All hold. */
    record And(List<BoundFilter> terms) implements BoundFilter {
        /** Copies. */
        public And {
            terms = List.copyOf(terms);
        }
    }

    /** One holds at least. */
    record Or(List<BoundFilter> terms) implements BoundFilter {
        /** Copies. */
        public Or {
            terms = List.copyOf(terms);
        }
    }

    /** It does not hold. */
    record Not(BoundFilter filter) implements BoundFilter {}

    /** One and the same value of the attribute satisfies the filter, whose paths start at that value. */
    record AnyValue(ResolvedPath attribute, BoundFilter filter) implements BoundFilter {}

    /** Holds for each resource or for none; stands for terms about attributes that the type does not have. */
    record Constant(boolean value) implements BoundFilter {}

    /** What a name means that the resource type does not have. */
    enum UnknownAttributes {
        /** InvalidFilter: for a query of one type and for policies, where it is a slip. */
        REFUSE,
        /** An attribute without value: for a query that spans types (RFC 7644 §3.4.2.1). */
        NO_VALUE
    }

    /**
     * Understands a filter for a resource type.
     *
     * @throws io.muster.scim.error.ScimError.Refused with InvalidFilter (unknown attribute, ordering of booleans or
     *     binaries, a value of another type, an object compared as a whole) or Sensitive (an attribute that is never
     *     returned)
     */
    static BoundFilter bind(Filter filter, ResourceType type, UnknownAttributes unknown) {
        return new FilterBinder(type, unknown).bind(filter);
    }

    /** The attributes that the filter reads, from the root of the resource. */
    default Set<ResolvedPath> attributes() {
        Set<ResolvedPath> found = new LinkedHashSet<>();
        collect(this, found);
        return found;
    }

    private static void collect(BoundFilter filter, Set<ResolvedPath> found) {
        switch (filter) {
            case Compare compare -> found.add(compare.path);
            case Present present -> found.add(present.path);
            case And and -> and.terms.forEach(term -> collect(term, found));
            case Or or -> or.terms.forEach(term -> collect(term, found));
            case Not not -> collect(not.filter, found);
            case AnyValue any -> {
                Set<ResolvedPath> inside = new LinkedHashSet<>();
                collect(any.filter, inside);
                inside.forEach(path -> found.add(any.attribute.append(path)));
            }
            case Constant constant -> {
                // reads nothing
            }
        }
    }
}
