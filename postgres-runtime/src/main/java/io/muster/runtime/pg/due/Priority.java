package io.muster.runtime.pg.due;

import io.muster.events.Lane;

/** What goes first. The order of the constants is the order of work and the number in the table. */
public enum Priority {
    /** Taking access away: disables and revocations, whatever their lane. */
    URGENT,
    /** Somebody waits for it. */
    INTERACTIVE,
    /** Imports and large bulks. */
    BULK,
    /** Comparing, reconciling: when nothing else is to be done. */
    BACKGROUND;

    private static final Priority[] BY_NUMBER = values();

    public static Priority of(Lane lane) {
        return switch (lane) {
            case INTERACTIVE -> INTERACTIVE;
            case BULK -> BULK;
        };
    }

    static Priority numbered(int number) {
        return BY_NUMBER[number];
    }

    int number() {
        return compareTo(URGENT);
    }
}
