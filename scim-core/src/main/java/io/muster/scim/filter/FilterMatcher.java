package io.muster.scim.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.AttributeType;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.TextOrder;
import io.muster.scim.schema.Times;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a filter over resources as JSON (RFC 7644 §3.4.2.2). Keys of the resource may be in any case; {@code null},
 * {@code []} and absent are the same. A multi-valued attribute matches if one of its values does. Where an attribute
 * has no value, {@code ne} holds and every other comparison does not. Thread-safe; make one and use it often.
 */
public final class FilterMatcher {
    private final BoundFilter filter;

    private FilterMatcher(BoundFilter filter) {
        this.filter = filter;
    }

    /**
     * A matcher for resources of a type.
     *
     * @throws io.muster.scim.error.ScimError.Refused as {@link BoundFilter#bind} with unknown attributes refused
     */
    public static FilterMatcher of(Filter filter, ResourceType type) {
        return of(BoundFilter.bind(filter, type, BoundFilter.UnknownAttributes.REFUSE));
    }

    /** A matcher of a filter that is bound already. */
    public static FilterMatcher of(BoundFilter filter) {
        return new FilterMatcher(filter);
    }

    /**
     * A matcher for single values of a multi-valued attribute: what stands between the brackets of a value path.
     *
     * @throws io.muster.scim.error.ScimError.Refused with InvalidFilter
     */
    public static FilterMatcher ofValue(Filter filter, Attribute attribute) {
        return of(FilterBinder.inside(attribute, BoundFilter.UnknownAttributes.REFUSE)
                .bind(filter));
    }

    /** The bound filter, for its attributes or to translate it. */
    public BoundFilter bound() {
        return filter;
    }

    /**
     * Whether the resource matches.
     *
     * @throws IllegalStateException where the filter has relative dates: they need {@link #matches(JsonNode, Moment)}
     */
    public boolean matches(JsonNode resource) {
        return holds(filter, resource, null);
    }

    /** Whether the resource matches at that moment. */
    public boolean matches(JsonNode resource, Moment moment) {
        return holds(filter, resource, moment);
    }

    private static boolean holds(BoundFilter filter, JsonNode node, @Nullable Moment moment) {
        return switch (filter) {
            case BoundFilter.And and -> and.terms().stream().allMatch(term -> holds(term, node, moment));
            case BoundFilter.Or or -> or.terms().stream().anyMatch(term -> holds(term, node, moment));
            case BoundFilter.Not not -> !holds(not.filter(), node, moment);
            case BoundFilter.Constant constant -> constant.value();
            case BoundFilter.Present present ->
                values(node, present.path()).stream().anyMatch(FilterMatcher::present);
            case BoundFilter.AnyValue any ->
                values(node, any.attribute()).stream().anyMatch(value -> holds(any.filter(), value, moment));
            case BoundFilter.Compare compare -> compares(compare, values(node, compare.path()), moment);
        };
    }

    private static boolean compares(BoundFilter.Compare compare, List<JsonNode> values, @Nullable Moment moment) {
        if (compare.operator() == Operator.NE && values.isEmpty()) {
            return true;
        }
        Attribute attribute = compare.path().leaf();
        return values.stream().anyMatch(value -> switch (compare.value()) {
            case Literal.Text text -> text(attribute, value, compare.operator(), text.value());
            case Literal.Bool bool ->
                ordered(compare.operator(), bool(value).map(actual -> actual.compareTo(bool.value())));
            case Literal.Numeric number ->
                ordered(
                        compare.operator(),
                        FilterBinder.number(value.asText()).map(actual -> actual.compareTo(number.value())));
            case Literal.Now now -> relative(attribute, value, compare.operator(), now.time(), moment);
            case Literal.Null none -> throw new IllegalStateException("A bound comparison has no null.");
        });
    }

    private static boolean text(Attribute attribute, JsonNode value, Operator operator, String wanted) {
        if (value.isContainerNode()) {
            return operator == Operator.NE;
        }
        String actual = value.asText();
        Optional<Instant> instant = attribute.type() == AttributeType.DATE_TIME && !operator.partial()
                ? Times.instant(wanted)
                : Optional.empty();
        if (instant.isPresent()) {
            return ordered(operator, Times.instant(actual).map(time -> time.compareTo(instant.get())));
        }
        String a = TextOrder.key(attribute, actual);
        String b = TextOrder.key(attribute, wanted);
        return switch (operator) {
            case CO -> a.contains(b);
            case SW -> a.startsWith(b);
            case EW -> a.endsWith(b);
            case EQ, NE, GT, GE, LT, LE -> ordered(operator, Optional.of(TextOrder.compare(a, b)));
        };
    }

    private static boolean relative(
            Attribute attribute, JsonNode value, Operator operator, RelativeTime time, @Nullable Moment moment) {
        if (moment == null) {
            throw new IllegalStateException("A filter with relative dates needs a moment.");
        }
        if (attribute.type() == AttributeType.DATE_TIME) {
            Instant wanted = time.instant(moment.now(), moment.zone());
            return ordered(operator, Times.instant(value.asText()).map(actual -> actual.compareTo(wanted)));
        }
        LocalDate wanted = time.date(moment.now(), moment.zone());
        return ordered(operator, Times.date(value.asText()).map(actual -> actual.compareTo(wanted)));
    }

    /** {@code order} is empty where the value in the resource cannot be read as the type: then it is only unequal. */
    private static boolean ordered(Operator operator, Optional<Integer> order) {
        return switch (operator) {
            case EQ -> order.isPresent() && order.get() == 0;
            case NE -> order.isEmpty() || order.get() != 0;
            case GT -> order.isPresent() && order.get() > 0;
            case GE -> order.isPresent() && order.get() >= 0;
            case LT -> order.isPresent() && order.get() < 0;
            case LE -> order.isPresent() && order.get() <= 0;
            case CO, SW, EW -> false;
        };
    }

    private static Optional<Boolean> bool(JsonNode value) {
        return value.isBoolean() ? Optional.of(value.booleanValue()) : FilterBinder.bool(value.asText());
    }

    private static boolean present(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL, MISSING -> false;
            case STRING -> !value.textValue().isEmpty();
            case ARRAY, OBJECT -> value.valueStream().anyMatch(FilterMatcher::present);
            case BINARY, BOOLEAN, NUMBER, POJO -> true;
        };
    }

    /** The values at the end of the path, arrays on the way opened, null and absent left out. */
    private static List<JsonNode> values(JsonNode node, ResolvedPath path) {
        List<JsonNode> found = new ArrayList<>();
        if (node.isValueNode()) {
            // Inside the brackets of a simple multi-valued attribute the value is the node itself.
            open(node, found);
            return found;
        }
        found.add(node);
        for (Attribute step : path.steps()) {
            List<JsonNode> next = new ArrayList<>();
            found.forEach(parent -> open(field(parent, step.name()), next));
            found = next;
        }
        return found;
    }

    private static void open(@Nullable JsonNode value, List<JsonNode> into) {
        if (value == null || value.isNull() || value.isMissingNode()) {
            return;
        }
        if (value.isArray()) {
            value.forEach(element -> open(element, into));
        } else {
            into.add(value);
        }
    }

    /** Names are case-insensitive in JSON too (RFC 7643 §2.1); a normalized resource hits at once. */
    private static @Nullable JsonNode field(JsonNode object, String name) {
        JsonNode exact = object.get(name);
        if (exact != null || !object.isObject()) {
            return exact;
        }
        for (Map.Entry<String, JsonNode> property : object.properties()) {
            if (property.getKey().equalsIgnoreCase(name)) {
                return property.getValue();
            }
        }
        return null;
    }
}
