package io.muster.dispatcher.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All of a target's attribute rules, compiled: from a person and a grant to the attributes of an account. */
public final class Mapping {
    private record Line(AttributeRule rule, Expression expression) {}

    private final List<Line> lines;

    private Mapping(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    /**
     * Compiles the rules in their order.
     *
     * @throws ExpressionError naming the attribute, the line and the column
     */
    public static Mapping compile(List<AttributeRule> rules) {
        List<Line> lines = new ArrayList<>();
        for (AttributeRule rule : rules) {
            lines.add(new Line(rule, Expression.compile(rule.value())));
        }
        return new Mapping(lines);
    }

    /**
     * What the attributes should be. An attribute whose expression said {@code skip()} is not in it; one that should be
     * empty is there as JSON null.
     *
     * @throws ExpressionError naming the attribute
     */
    public Map<String, JsonNode> evaluate(MappingInput input) {
        Map<String, JsonNode> attributes = new LinkedHashMap<>();
        for (Line line : lines) {
            value(line, input).ifPresent(value -> attributes.put(line.rule().to(), value));
        }
        return attributes;
    }

    private static Optional<JsonNode> value(Line line, MappingInput input) {
        try {
            return line.expression().evaluate(input);
        } catch (ExpressionError failed) {
            throw new ExpressionError(line.rule().to() + ": " + failed.getMessage(), failed.line(), failed.column());
        }
    }

    /** Attributes that the mapping writes, in order. */
    public List<String> attributes() {
        return lines.stream().map(line -> line.rule().to()).toList();
    }

    /** When the attribute is written; always for one that the mapping does not name. */
    public Apply apply(String attribute) {
        return lines.stream()
                .filter(line -> line.rule().to().equals(attribute))
                .map(line -> line.rule().apply())
                .findFirst()
                .orElse(Apply.ALWAYS);
    }

    /** Whether other schemas may change the account. */
    public boolean readsSchemas() {
        return lines.stream().anyMatch(line -> line.expression().reads(NullSafeSelection.SCOPES));
    }

    /** Whether a change of the manager may change the account. */
    public boolean readsManager() {
        return lines.stream().anyMatch(line -> line.expression().reads("manager"));
    }
}
