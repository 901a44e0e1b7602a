package io.muster.scim.filter;

import io.muster.scim.error.ScimError;
import io.muster.scim.schema.AttributePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads filters by recursive descent: {@code or} &lt; {@code and} &lt; {@code not} &lt; grouping. Bounded: at most
 * {@value #MAX_BYTES} bytes, {@value #MAX_DEPTH} levels of parentheses and brackets, {@value #MAX_TERMS} terms.
 */
public final class FilterParser {
    /** The longest filter, in bytes of UTF-8. */
    public static final int MAX_BYTES = 8 * 1024;
    /** The deepest nesting. */
    public static final int MAX_DEPTH = 20;
    /** The most comparisons and {@code pr} in one filter. */
    public static final int MAX_TERMS = 100;

    /** The filters of RFC 7644. */
    public static final FilterParser STANDARD = new FilterParser(false);
    /** The filters of policies: also {@code now}, {@code now+P3D}, {@code now-P1M} after gt, ge, lt and le. */
    public static final FilterParser WITH_RELATIVE_DATES = new FilterParser(true);

    private final boolean relativeDates;

    private FilterParser(boolean relativeDates) {
        this.relativeDates = relativeDates;
    }

    /**
     * Reads a filter.
     *
     * @throws ScimError.Refused with InvalidFilter, FilterTooLong, FilterTooDeep or FilterTooManyTerms
     */
    public Filter parse(String text) {
        // Every char is a byte at least, so that a huge text is not encoded only to be refused.
        if (text.length() > MAX_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new ScimError.FilterTooLong(MAX_BYTES).refused();
        }
        return new Run(text).whole();
    }

    /** One reading of one text. */
    private final class Run {
        private final FilterScanner scanner;
        private int depth;
        private int terms;
        private boolean insideValuePath;

        Run(String text) {
            this.scanner = new FilterScanner(text, relativeDates);
        }

        Filter whole() {
            Filter filter = or();
            if (!scanner.atEnd()) {
                throw scanner.refuse("'and', 'or' or the end");
            }
            return filter;
        }

        private Filter or() {
            List<Filter> alternatives = new ArrayList<>(List.of(and()));
            while (scanner.skipWord("or")) {
                alternatives.add(and());
            }
            return alternatives.size() == 1 ? alternatives.getFirst() : new Filter.Or(alternatives);
        }

        private Filter and() {
            List<Filter> conditions = new ArrayList<>(List.of(term()));
            while (scanner.skipWord("and")) {
                conditions.add(term());
            }
            return conditions.size() == 1 ? conditions.getFirst() : new Filter.And(conditions);
        }

        private Filter term() {
            if (scanner.skip('(')) {
                return grouped();
            }
            if (scanner.skipNot()) {
                return new Filter.Not(grouped());
            }
            AttributePath attribute = scanner.attribute();
            return scanner.skip('[') ? valuePath(attribute) : expression(attribute);
        }

        /** What is between parentheses; the opening one is read. */
        private Filter grouped() {
            deeper();
            Filter filter = or();
            scanner.expect(')');
            depth--;
            return filter;
        }

        /** What is between brackets, and what clients write behind them; the opening bracket is read. */
        private Filter valuePath(AttributePath attribute) {
            if (insideValuePath) {
                throw scanner.refuse("no second '[': a value filter holds no value filter");
            }
            deeper();
            insideValuePath = true;
            Filter filter = or();
            scanner.expect(']');
            insideValuePath = false;
            depth--;
            return tail().<Filter>map(more -> new Filter.ValuePath(attribute, new Filter.And(List.of(filter, more))))
                    .orElseGet(() -> new Filter.ValuePath(attribute, filter));
        }

        /**
         * {@code emails[type eq "work"].value eq "x"} and {@code emails[type eq "work"] eq "x"}: outside the grammar, sent
         * by Entra. Both mean one value for which both hold.
         */
        private Optional<Filter> tail() {
            if (scanner.skipDot()) {
                return Optional.of(expression(scanner.attribute()));
            }
            return scanner.atOperator() ? Optional.of(expression(AttributePath.of("value", null))) : Optional.empty();
        }

        private Filter expression(AttributePath attribute) {
            if (++terms > MAX_TERMS) {
                throw new ScimError.FilterTooManyTerms(MAX_TERMS).refused();
            }
            if (scanner.skipWord("pr")) {
                return new Filter.Present(attribute);
            }
            Operator operator = scanner.operator();
            Literal value = scanner.literal();
            if (value instanceof Literal.Now && !operator.ordering()) {
                throw new ScimError.InvalidFilter("'" + value + "' can be compared with gt, ge, lt and le only.")
                        .refused();
            }
            return new Filter.Comparison(attribute, operator, value);
        }

        private void deeper() {
            if (++depth > MAX_DEPTH) {
                throw new ScimError.FilterTooDeep(MAX_DEPTH).refused();
            }
        }
    }
}
