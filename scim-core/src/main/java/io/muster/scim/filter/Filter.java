package io.muster.scim.filter;

import io.muster.scim.schema.AttributePath;
import java.util.ArrayList;
import java.util.List;

/**
 * A filter (RFC 7644 Figure 1) as a tree. {@code toString} is its canonical form: operators in lower case, one blank,
 * parentheses only where they are needed. {@code and} and {@code or} have two terms or more; nested ones of the same
 * kind are one, which changes no result.
 */
public sealed interface Filter {

    /** {@code userName eq "bjensen"}. */
    record Comparison(AttributePath attribute, Operator operator, Literal value) implements Filter {
        @Override
        public String toString() {
            return attribute + " " + operator.text() + " " + value;
        }
    }

    /** {@code title pr}. */
    record Present(AttributePath attribute) implements Filter {
        @Override
        public String toString() {
            return attribute + " pr";
        }
    }

    /** {@code a and b}: each holds. */
    record And(List<Filter> terms) implements Filter {
        /** Copies and flattens. */
        public And {
            terms = flatten(terms, true);
        }

        @Override
        public String toString() {
            return join(terms, " and ", true);
        }
    }

    /** {@code a or b}: one holds at least. */
    record Or(List<Filter> terms) implements Filter {
        /** Copies and flattens. */
        public Or {
            terms = flatten(terms, false);
        }

        @Override
        public String toString() {
            return join(terms, " or ", false);
        }
    }

    /** {@code not (a)}. */
    record Not(Filter filter) implements Filter {
        @Override
        public String toString() {
            return "not (" + filter + ")";
        }
    }

    /**
     * {@code emails[type eq "work" and value co "@example.com"]}: one and the same value of the attribute satisfies the
     * filter inside, whose names are those of sub-attributes. Never nested.
     */
    record ValuePath(AttributePath attribute, Filter filter) implements Filter {
        @Override
        public String toString() {
            return attribute + "[" + filter + "]";
        }
    }

    /**
     * Reads a filter, without relative dates.
     *
     * @throws io.muster.scim.error.ScimError.Refused with InvalidFilter, FilterTooLong, FilterTooDeep or FilterTooManyTerms
     */
    static Filter parse(String text) {
        return FilterParser.STANDARD.parse(text);
    }

    private static List<Filter> flatten(List<Filter> terms, boolean and) {
        List<Filter> flat = new ArrayList<>();
        for (Filter term : terms) {
            if (and && term instanceof And inner) {
                flat.addAll(inner.terms);
            } else if (!and && term instanceof Or inner) {
                flat.addAll(inner.terms);
            } else {
                flat.add(term);
            }
        }
        if (flat.size() < 2) {
            throw new IllegalArgumentException("Two terms at least.");
        }
        return List.copyOf(flat);
    }

    private static String join(List<Filter> terms, String word, boolean and) {
        var text = new StringBuilder();
        for (Filter term : terms) {
            text.append(text.isEmpty() ? "" : word);
            // 'and' binds tighter than 'or': only an 'or' inside an 'and' needs parentheses.
            if (and && term instanceof Or) {
                text.append('(').append(term).append(')');
            } else {
                text.append(term);
            }
        }
        return text.toString();
    }
}
