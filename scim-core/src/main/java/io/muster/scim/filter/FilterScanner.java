package io.muster.scim.filter;

import io.muster.scim.error.ScimError;
import io.muster.scim.schema.AttributePath;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/** The characters of a filter, read from left to right as words, signs and JSON values. Blanks before each are skipped. */
final class FilterScanner {
    /** A number beyond this is no measure of anything; it would only cost memory. */
    private static final int MAX_EXPONENT = 400;

    private final String text;
    private final boolean relativeDates;
    private int at;

    FilterScanner(String text, boolean relativeDates) {
        this.text = text;
        this.relativeDates = relativeDates;
    }

    boolean atEnd() {
        blanks();
        return at >= text.length();
    }

    boolean skip(char sign) {
        blanks();
        if (at < text.length() && text.charAt(at) == sign) {
            at++;
            return true;
        }
        return false;
    }

    /** A dot right here, without blanks before it. */
    boolean skipDot() {
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            return true;
        }
        return false;
    }

    void expect(char sign) {
        if (!skip(sign)) {
            throw refuse("'" + sign + "'");
        }
    }

    boolean skipWord(String word) {
        if (peek().equalsIgnoreCase(word)) {
            at += word.length();
            return true;
        }
        return false;
    }

    /** {@code not} with its opening parenthesis, with or without blanks between; an attribute may have that name too. */
    boolean skipNot() {
        int start = at;
        if (skipWord("not") && skip('(')) {
            return true;
        }
        at = start;
        return false;
    }

    AttributePath attribute() {
        String word = peek();
        if (word.isEmpty()) {
            throw refuse("an attribute");
        }
        try {
            AttributePath path = AttributePath.parse(word);
            at += word.length();
            return path;
        } catch (ScimError.Refused e) {
            throw refuse("an attribute");
        }
    }

    boolean atOperator() {
        String word = peek();
        return word.equalsIgnoreCase("pr") || Operator.of(word).isPresent();
    }

    Operator operator() {
        String word = peek();
        Operator operator =
                Operator.of(word).orElseThrow(() -> refuse("an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr)"));
        at += word.length();
        return operator;
    }

    Literal literal() {
        blanks();
        if (at < text.length() && text.charAt(at) == '"') {
            return new Literal.Text(string());
        }
        String word = peek();
        Literal literal = switch (word.toLowerCase(Locale.ROOT)) {
            case "true" -> new Literal.Bool(true);
            case "false" -> new Literal.Bool(false);
            case "null" -> new Literal.Null();
            default -> relative(word).or(() -> number(word)).orElseThrow(() -> refuse("a JSON value"));
        };
        at += word.length();
        return literal;
    }

    private Optional<Literal> relative(String word) {
        return relativeDates ? RelativeTime.parse(word).map(Literal.Now::new) : Optional.empty();
    }

    static Optional<Literal> number(String word) {
        if (!jsonNumber(word)) {
            return Optional.empty();
        }
        try {
            BigDecimal value = new BigDecimal(word);
            boolean bounded = Math.abs((long) value.scale()) <= MAX_EXPONENT && value.precision() <= MAX_EXPONENT;
            return bounded ? Optional.of(new Literal.Numeric(value)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** [ minus ] int [ frac ] [ exp ] of RFC 8259; BigDecimal alone would also take +1, .5, 01 and other digits. */
    private static boolean jsonNumber(String word) {
        int i = word.startsWith("-") ? 1 : 0;
        int whole = digits(word, i);
        if (whole == i || (word.charAt(i) == '0' && whole > i + 1)) {
            return false;
        }
        i = whole;
        if (i < word.length() && word.charAt(i) == '.') {
            int fraction = digits(word, i + 1);
            if (fraction == i + 1) {
                return false;
            }
            i = fraction;
        }
        if (i < word.length() && (word.charAt(i) == 'e' || word.charAt(i) == 'E')) {
            int sign = i + 1 < word.length() && (word.charAt(i + 1) == '+' || word.charAt(i + 1) == '-') ? 1 : 0;
            int exponent = digits(word, i + 1 + sign);
            if (exponent == i + 1 + sign) {
                return false;
            }
            i = exponent;
        }
        return i == word.length();
    }

    private static int digits(String word, int from) {
        int i = from;
        while (i < word.length() && word.charAt(i) >= '0' && word.charAt(i) <= '9') {
            i++;
        }
        return i;
    }

    /** A JSON string; the opening quote is here. */
    private String string() {
        int start = at;
        var value = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c < 0x20) {
                at--;
                throw refuse("an escape instead of a control character");
            }
            value.append(c == '\\' ? escaped() : c);
        }
        at = start;
        throw refuse("a closing quote");
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at++) : 0;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw refuse("an escape of JSON");
        };
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length() ? hex(text.charAt(at)) : -1;
            if (digit < 0) {
                throw refuse("four hexadecimal digits");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    private static int hex(char c) {
        // Character.digit alone would also take the digits of other scripts.
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private String peek() {
        blanks();
        int end = at;
        while (end < text.length() && wordChar(text.charAt(end))) {
            end++;
        }
        return text.substring(at, end);
    }

    private static boolean wordChar(char c) {
        return c > ' ' && "()[]\"".indexOf(c) < 0;
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    ScimError.Refused refuse(String expected) {
        String rest = text.substring(Math.min(at, text.length()));
        String found =
                rest.isEmpty() ? "the end" : "'" + (rest.length() > 20 ? rest.substring(0, 20) + "…" : rest) + "'";
        return new ScimError.InvalidFilter(
                        "Expected " + expected + " at character " + (at + 1) + ", found " + found + ".")
                .refused();
    }
}
