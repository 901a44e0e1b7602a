package io.muster.gateway.search;

import io.muster.scim.filter.BoundFilter;
import io.muster.scim.filter.Literal;
import io.muster.scim.filter.Operator;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.AttributeType;
import io.muster.scim.schema.ResolvedPath;
import java.util.List;
import java.util.Optional;

/** What there is to see of a filter before it is written as SQL. */
final class FilterShape {
    private FilterShape() {}

    /** An equality of texts that each value found must satisfy, where the filter has one. */
    static Optional<BoundFilter.Compare> required(BoundFilter filter) {
        return switch (filter) {
            case BoundFilter.Compare compare ->
                compare.operator() == Operator.EQ
                                && compare.value() instanceof Literal.Text
                                && !Literals.unsayable(compare.value())
                                && compare.path().leaf().type() != AttributeType.DATE_TIME
                        ? Optional.of(compare)
                        : Optional.empty();
            case BoundFilter.And and ->
                and.terms().stream()
                        .flatMap(term -> required(term).stream())
                        .reduce((first, later) -> later.path().keys().getLast().equals("value") ? later : first);
            case BoundFilter.Or or -> Optional.empty();
            case BoundFilter.Not not -> Optional.empty();
            case BoundFilter.Present present -> Optional.empty();
            case BoundFilter.AnyValue any -> Optional.empty();
            case BoundFilter.Constant constant -> Optional.empty();
        };
    }

    /** A filter over the parts of a value as one over the resource, the same where the resource always has that one value. */
    static BoundFilter outside(ResolvedPath attribute, BoundFilter inside) {
        return switch (inside) {
            case BoundFilter.Compare compare ->
                new BoundFilter.Compare(attribute.append(compare.path()), compare.operator(), compare.value());
            case BoundFilter.Present present -> new BoundFilter.Present(attribute.append(present.path()));
            case BoundFilter.And and -> new BoundFilter.And(outside(attribute, and.terms()));
            case BoundFilter.Or or -> new BoundFilter.Or(outside(attribute, or.terms()));
            case BoundFilter.Not not -> new BoundFilter.Not(outside(attribute, not.filter()));
            case BoundFilter.AnyValue any -> new BoundFilter.AnyValue(attribute.append(any.attribute()), any.filter());
            case BoundFilter.Constant constant -> constant;
        };
    }

    private static List<BoundFilter> outside(ResolvedPath attribute, List<BoundFilter> inside) {
        return inside.stream().map(term -> outside(attribute, term)).toList();
    }

    /** Where on a path its first multi-valued attribute is; −1 where there is none. */
    static int multiValuedStep(List<Attribute> path) {
        for (int i = 0; i < path.size(); i++) {
            if (path.get(i).multiValued()) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the attribute is a time or has one in it. */
    static boolean holdsTime(Attribute attribute) {
        return attribute.type() == AttributeType.DATE_TIME
                || attribute.subAttributes().stream().anyMatch(FilterShape::holdsTime);
    }
}
