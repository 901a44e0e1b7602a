package io.muster.runtime.fault;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * What happens at a fault point: {@code halt}, {@code stop}, {@code pause:PT3S}, each with {@code ,once} (the first
 * time only) or {@code ,at:N} (the Nth time only).
 *
 * @param kind what to do
 * @param length how long a pause lasts; zero for the other kinds
 * @param at on which passage it happens, 0 for on each
 */
record Fault(Kind kind, Duration length, int at) {

    enum Kind {
        /** The process ends at once, as by SIGKILL: no shutdown hook, nothing flushed. */
        HALT,
        /** The process stops, as by SIGSTOP, until somebody sends SIGCONT. */
        STOP,
        /** The one who passes waits, the rest of the process goes on. */
        PAUSE
    }

    Fault {
        Objects.requireNonNull(kind);
        if (length.isNegative() || at < 0) {
            throw new IllegalArgumentException("a fault needs a length and a passage that are not negative");
        }
    }

    /** @throws IllegalArgumentException if the text is no fault */
    static Fault parse(String text) {
        var kind = Kind.HALT;
        var length = Duration.ZERO;
        int at = 0;
        boolean first = true;
        for (String part : text.split(",", -1)) {
            var word = part.strip();
            if (first) {
                int colon = word.indexOf(':');
                kind = Kind.valueOf((colon < 0 ? word : word.substring(0, colon)).toUpperCase(Locale.ROOT));
                length = colon < 0 ? Duration.ZERO : Duration.parse(word.substring(colon + 1));
                first = false;
            } else if (word.equals("once")) {
                at = 1;
            } else if (word.startsWith("at:")) {
                at = Integer.parseInt(word.substring(3));
            } else {
                throw new IllegalArgumentException("no fault: " + text);
            }
        }
        return new Fault(kind, length, at);
    }

    boolean happensAt(int passage) {
        return at == 0 || at == passage;
    }
}
