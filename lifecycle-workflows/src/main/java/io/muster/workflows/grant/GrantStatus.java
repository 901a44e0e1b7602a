package io.muster.workflows.grant;

import java.util.Locale;

/** What an account should be. */
public enum GrantStatus {
    /** There, and usable. */
    ACTIVE,
    /** There, and not usable: the person is suspended or has ended. */
    DISABLED,
    /** Not there. */
    ABSENT;

    /** As events and answers have it: {@code active}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static GrantStatus of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
