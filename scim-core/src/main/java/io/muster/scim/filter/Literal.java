package io.muster.scim.filter;

import java.math.BigDecimal;

/** The value that a comparison compares with: JSON's {@code compValue}, or, in policies, a relative date. */
public sealed interface Literal {

    /** {@code "bjensen"}. */
    record Text(String value) implements Literal {
        @Override
        public String toString() {
            return quote(value);
        }
    }

    /** {@code 42}, {@code -1.5}; trailing zeros do not count. */
    record Numeric(BigDecimal value) implements Literal {
        /** The one form of the number. */
        public Numeric {
            value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        }

        @Override
        public String toString() {
            return value.scale() < 0 && value.scale() > -18 ? value.toPlainString() : value.toString();
        }
    }

    /** {@code true}, {@code false}. */
    record Bool(boolean value) implements Literal {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /** {@code null}: no value. */
    record Null() implements Literal {
        @Override
        public String toString() {
            return "null";
        }
    }

    /** {@code now+P3D}. */
    record Now(RelativeTime time) implements Literal {
        @Override
        public String toString() {
            return time.toString();
        }
    }

    private static String quote(String value) {
        var text = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20 || loneSurrogate(value, i)) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }

    /** Half of a character, which would not survive being written as UTF-8. */
    private static boolean loneSurrogate(String value, int i) {
        char c = value.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
    }
}
