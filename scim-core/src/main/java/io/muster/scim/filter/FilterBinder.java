package io.muster.scim.filter;

import io.muster.scim.error.ScimError;
import io.muster.scim.filter.BoundFilter.UnknownAttributes;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.AttributePath;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.Returned;
import io.muster.scim.schema.Times;
import io.muster.scim.schema.ValueRule;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Names to attributes, values to the attributes' types. */
final class FilterBinder {
    private final Function<AttributePath, Optional<ResolvedPath>> names;
    private final UnknownAttributes unknown;
    private final String where;

    FilterBinder(ResourceType type, UnknownAttributes unknown) {
        this(type::resolve, unknown, "a " + type.name());
    }

    private FilterBinder(
            Function<AttributePath, Optional<ResolvedPath>> names, UnknownAttributes unknown, String where) {
        this.names = names;
        this.unknown = unknown;
        this.where = where;
    }

    /** Binds what is between the brackets of a value path: names are those of the attribute's parts. */
    static FilterBinder inside(Attribute attribute, UnknownAttributes unknown) {
        return new FilterBinder(path -> part(attribute, path), unknown, attribute.name());
    }

    private static Optional<ResolvedPath> part(Attribute attribute, AttributePath path) {
        if (path.urn() != null) {
            return Optional.empty();
        }
        if (!attribute.complex()) {
            // A simple value has no parts; 'value' is then the value itself, as in schemas[value eq "…"].
            return path.toString().equalsIgnoreCase("value")
                    ? Optional.of(new ResolvedPath(List.of(attribute)))
                    : Optional.empty();
        }
        Optional<ResolvedPath> found = attribute.sub(path.attribute()).map(sub -> new ResolvedPath(List.of(sub)));
        String deeper = path.sub();
        return deeper == null
                ? found
                : found.flatMap(way -> way.leaf().sub(deeper).map(way::child));
    }

    BoundFilter bind(Filter filter) {
        return switch (filter) {
            case Filter.Comparison comparison -> comparison(comparison);
            case Filter.Present present ->
                attribute(present.attribute())
                        .<BoundFilter>map(BoundFilter.Present::new)
                        .orElse(new BoundFilter.Constant(false));
            case Filter.And and ->
                new BoundFilter.And(and.terms().stream().map(this::bind).toList());
            case Filter.Or or ->
                new BoundFilter.Or(or.terms().stream().map(this::bind).toList());
            case Filter.Not not -> new BoundFilter.Not(bind(not.filter()));
            case Filter.ValuePath valuePath -> valuePath(valuePath);
        };
    }

    private BoundFilter valuePath(Filter.ValuePath valuePath) {
        Optional<ResolvedPath> path = attribute(valuePath.attribute());
        if (path.isEmpty()) {
            return new BoundFilter.Constant(false);
        }
        Attribute attribute = path.get().leaf();
        if (!attribute.complex() && !attribute.multiValued()) {
            throw refuse("'" + path.get() + "' has no parts to filter by.");
        }
        return new BoundFilter.AnyValue(path.get(), inside(attribute, unknown).bind(valuePath.filter()));
    }

    private BoundFilter comparison(Filter.Comparison comparison) {
        Optional<ResolvedPath> named = attribute(comparison.attribute());
        if (named.isEmpty()) {
            return new BoundFilter.Constant(withoutValue(comparison));
        }
        if (comparison.value() instanceof Literal.Null) {
            return compareWithNull(comparison, named.get());
        }
        ResolvedPath path = simple(named.get());
        Attribute attribute = path.leaf();
        checkOperator(comparison, attribute);
        return new BoundFilter.Compare(path, comparison.operator(), typed(comparison, attribute));
    }

    /** What a comparison says of a resource that has no value. */
    private static boolean withoutValue(Filter.Comparison comparison) {
        boolean withNull = comparison.value() instanceof Literal.Null;
        return withNull ? comparison.operator() == Operator.EQ : comparison.operator() == Operator.NE;
    }

    /** null is the absent value (RFC 7643 §2.5). */
    private static BoundFilter compareWithNull(Filter.Comparison comparison, ResolvedPath path) {
        return switch (comparison.operator()) {
            case EQ -> new BoundFilter.Not(new BoundFilter.Present(path));
            case NE -> new BoundFilter.Present(path);
            case CO, SW, EW, GT, GE, LT, LE ->
                throw refuse("'" + comparison + "': null can be compared with eq and ne only.");
        };
    }

    private Optional<ResolvedPath> attribute(AttributePath path) {
        Optional<ResolvedPath> found = names.apply(path);
        if (found.isEmpty() && unknown == UnknownAttributes.REFUSE) {
            throw refuse("'" + path + "' is not an attribute of " + where + ".");
        }
        found.filter(way -> way.steps().stream().anyMatch(step -> step.returned() == Returned.NEVER))
                .ifPresent(way -> {
                    throw new ScimError.Sensitive("'" + way + "' cannot be searched for.").refused();
                });
        return found;
    }

    /** {@code emails co "x"} means emails.value (RFC 7644 §3.4.2.2), {@code manager eq "x"} manager.value. */
    private static ResolvedPath simple(ResolvedPath path) {
        if (!path.leaf().complex()) {
            return path;
        }
        return path.leaf()
                .sub("value")
                .map(path::child)
                .orElseThrow(() -> refuse("'" + path + "' is an object; compare one of its parts."));
    }

    private static void checkOperator(Filter.Comparison comparison, Attribute attribute) {
        Operator operator = comparison.operator();
        boolean allowed = switch (attribute.type()) {
            case STRING, REFERENCE, DATE_TIME -> true;
            case BINARY -> !operator.ordering();
            case BOOLEAN -> !operator.ordering() && !operator.partial();
            case INTEGER, DECIMAL -> !operator.partial();
            case COMPLEX -> false;
        };
        if (!allowed) {
            throw refuse("'" + comparison + "': " + operator.text() + " cannot be used with a "
                    + attribute.type().json() + ".");
        }
    }

    /** The value in the attribute's type. Texts that hold a boolean or a number count as such: clients send "True". */
    private static Literal typed(Filter.Comparison comparison, Attribute attribute) {
        Literal value = comparison.value();
        Optional<Literal> typed = switch (value) {
            case Literal.Text text -> fromText(text, attribute, comparison.operator());
            case Literal.Numeric number ->
                switch (attribute.type()) {
                    case INTEGER, DECIMAL -> Optional.of(number);
                    case STRING, REFERENCE -> Optional.of(new Literal.Text(number.toString()));
                    case BOOLEAN, BINARY, DATE_TIME, COMPLEX -> Optional.empty();
                };
            case Literal.Bool bool ->
                switch (attribute.type()) {
                    case BOOLEAN -> Optional.of(bool);
                    case STRING -> Optional.of(new Literal.Text(bool.toString()));
                    case INTEGER, DECIMAL, REFERENCE, BINARY, DATE_TIME, COMPLEX -> Optional.empty();
                };
            case Literal.Now now -> attribute.temporal() ? Optional.of(now) : Optional.empty();
            case Literal.Null none -> Optional.empty();
        };
        return typed.orElseThrow(() -> refuse("'" + comparison + "': the value is not a "
                + (attribute.values() == ValueRule.DATE
                        ? "date"
                        : attribute.type().json()) + "."));
    }

    private static Optional<Literal> fromText(Literal.Text text, Attribute attribute, Operator operator) {
        return switch (attribute.type()) {
            case STRING, REFERENCE, BINARY -> Optional.of(text);
            case DATE_TIME ->
                operator.partial() || Times.instant(text.value()).isPresent() ? Optional.of(text) : Optional.empty();
            case BOOLEAN -> bool(text.value()).map(Literal.Bool::new);
            case INTEGER, DECIMAL -> FilterScanner.number(text.value());
            case COMPLEX -> Optional.empty();
        };
    }

    static Optional<Boolean> bool(String text) {
        return text.equalsIgnoreCase("true")
                ? Optional.of(true)
                : text.equalsIgnoreCase("false") ? Optional.of(false) : Optional.empty();
    }

    /** A JSON number that is bounded as in filters. */
    static Optional<BigDecimal> number(String text) {
        return FilterScanner.number(text).map(number -> ((Literal.Numeric) number).value());
    }

    private static ScimError.Refused refuse(String detail) {
        return new ScimError.InvalidFilter(detail).refused();
    }
}
