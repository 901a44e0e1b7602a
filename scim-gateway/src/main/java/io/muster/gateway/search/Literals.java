package io.muster.gateway.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.gateway.resource.FoldedDocument;
import io.muster.gateway.sql.Sql;
import io.muster.scim.filter.Literal;
import io.muster.scim.filter.Operator;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.AttributeType;
import io.muster.scim.schema.TextOrder;

/** Values of a filter against values of a row. */
final class Literals {
    private final Parameters parameters;

    Literals(Parameters parameters) {
        this.parameters = parameters;
    }

    /** One value against the literal; null where there is no value, but for {@code ne}, which then holds. */
    String test(Expression value, Attribute attribute, Operator operator, Literal literal) {
        if (unsayable(literal)) {
            return operator == Operator.NE ? "true" : "false";
        }
        if (attribute.type() == AttributeType.DATE_TIME && !operator.partial()) {
            var time = FoldedDocument.time(((Literal.Text) literal).value());
            return time.map(instant -> value.asTime() + comparison(operator) + Sql.time(parameters.bind(instant)))
                    .orElse(operator == Operator.NE ? "true" : "false");
        }
        if (literal instanceof Literal.Numeric number) {
            return "cast(" + value.sql() + " as numeric)" + comparison(operator) + "cast(cast("
                    + parameters.bind(number.value().toString()) + " as text) as numeric)";
        }
        var wanted = "cast(" + parameters.bind(folded(attribute, literal)) + " as text)";
        var actual = value.asText();
        return switch (operator) {
            case CO -> "strpos(" + actual + ", " + wanted + ") > 0";
            case SW -> "starts_with(" + actual + ", " + wanted + ")";
            case EW -> "right(" + actual + ", length(" + wanted + ")) = " + wanted;
            case EQ, NE -> actual + comparison(operator) + wanted;
            case GT, GE, LT, LE -> actual + " collate \"C\"" + comparison(operator) + wanted;
        };
    }

    private static String comparison(Operator operator) {
        return switch (operator) {
            case EQ -> " = ";
            case NE -> " is distinct from ";
            case GT -> " > ";
            case GE -> " >= ";
            case LT -> " < ";
            case LE -> " <= ";
            case CO, SW, EW -> throw new IllegalArgumentException("looks for a part: " + operator);
        };
    }

    /** The text that the folded document holds where the value equals. */
    static String folded(Attribute attribute, Literal literal) {
        return switch (literal) {
            case Literal.Text text -> TextOrder.key(attribute, text.value());
            case Literal.Bool bool -> bool.toString();
            case Literal.Numeric number -> number.toString();
            case Literal.Now now -> throw new IllegalArgumentException("relative times are for policies");
            case Literal.Null none -> throw new IllegalArgumentException("a bound comparison has no null");
        };
    }

    /** The same as JSON. */
    static JsonNode json(Attribute attribute, Literal literal) {
        return switch (literal) {
            case Literal.Text text ->
                TextNode.valueOf(
                        attribute.type() == AttributeType.DATE_TIME
                                ? FoldedDocument.time(text.value()).orElse("")
                                : TextOrder.key(attribute, text.value()));
            case Literal.Bool bool -> BooleanNode.valueOf(bool.value());
            case Literal.Numeric number -> DecimalNode.valueOf(number.value());
            case Literal.Now now -> throw new IllegalArgumentException("relative times are for policies");
            case Literal.Null none -> throw new IllegalArgumentException("a bound comparison has no null");
        };
    }

    /** The text of a time as the client wrote it, in the form of {@link TextOrder#key}: it is ASCII. */
    static Expression asWritten(Attribute time, String text) {
        return Expression.text(time.caseExact() ? text : "lower(" + text + ")");
    }

    /** Whether no document can hold it. */
    static boolean unsayable(Literal literal) {
        return literal instanceof Literal.Text text && !TextOrder.storable(text.value());
    }
}
