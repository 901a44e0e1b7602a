package io.muster.scim.filter;

import java.util.Locale;
import java.util.Optional;

/** The comparison operators of RFC 7644 table 3; {@code pr} is {@link Filter.Present}. */
public enum Operator {
    /** Equal. */
    EQ,
    /** Not equal. */
    NE,
    /** Contains. */
    CO,
    /** Starts with. */
    SW,
    /** Ends with. */
    EW,
    /** Greater than; later than. */
    GT,
    /** Greater than or equal. */
    GE,
    /** Less than; earlier than. */
    LT,
    /** Less than or equal. */
    LE;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** As in a filter, in lower case. */
    public String text() {
        return text;
    }

    /** Whether this asks which of two values comes first. */
    public boolean ordering() {
        return switch (this) {
            case GT, GE, LT, LE -> true;
            case EQ, NE, CO, SW, EW -> false;
        };
    }

    /** Whether this looks for a part of a text. */
    public boolean partial() {
        return switch (this) {
            case CO, SW, EW -> true;
            case EQ, NE, GT, GE, LT, LE -> false;
        };
    }

    static Optional<Operator> of(String word) {
        for (Operator operator : values()) {
            if (operator.text.equalsIgnoreCase(word)) {
                return Optional.of(operator);
            }
        }
        return Optional.empty();
    }
}
