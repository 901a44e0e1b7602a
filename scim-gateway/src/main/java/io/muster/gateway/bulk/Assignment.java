package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.AttributeType;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One attribute and what it is taken from: {@code {column: hired, to: "urn:…:employment:1.0:User:hireDate", date: dd.MM.yyyy}}.
 *
 * @param to the attribute's path, as a PATCH has it
 * @param attribute what the path ends at
 * @param selector of a value among several, {@code emails[type eq "work"]}; null where there is only one
 * @param column null for a constant
 * @param constant null for a column
 * @param values what the column's texts stand for; empty = themselves
 * @param date how the column writes dates; null where it has none
 * @param keepsEmpty whether an empty cell leaves the attribute as it is; else it takes the value away
 * @param manager whether the column holds the key of the person's manager
 */
record Assignment(
        String to,
        Attribute attribute,
        @Nullable String selector,
        @Nullable String column,
        @Nullable JsonNode constant,
        Map<String, JsonNode> values,
        @Nullable DateTimeFormatter date,
        boolean keepsEmpty,
        boolean manager) {
    Assignment {
        values = Map.copyOf(values);
    }

    /**
     * The attribute's value of a cell that is not empty.
     *
     * @throws ScimError.Refused with InvalidValue, naming the column
     */
    JsonNode value(String cell) {
        if (!values.isEmpty()) {
            var meant = values.get(cell);
            if (meant == null) {
                throw invalid("'" + cut(cell) + "' is not one of the values that the mapping knows");
            }
            return meant;
        }
        if (date == null) {
            return TextNode.valueOf(cell);
        }
        try {
            var day = LocalDate.parse(cell, date);
            return TextNode.valueOf(attribute.type() == AttributeType.DATE_TIME ? day + "T00:00:00Z" : day.toString());
        } catch (DateTimeException e) {
            throw invalid("'" + cut(cell) + "' is not a date of the form that the mapping says");
        }
    }

    private ScimError.Refused invalid(String what) {
        return new ScimError.InvalidValue("Column '" + Objects.requireNonNull(column) + "': " + what + ".").refused();
    }

    private static String cut(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
