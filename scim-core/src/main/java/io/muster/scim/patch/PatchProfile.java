package io.muster.scim.patch;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How to read what a client means differently from the RFC, bound to its credential: only where the tolerant and the strict reading end
 * in different states. What the RFC would answer with an error is accepted from everyone.
 */
public enum PatchProfile {
    /** As the RFC says; the default. */
    RFC(false),
    /** As Entra without its flag means it. */
    ENTRA(true);

    private final boolean replaceCreates;

    PatchProfile(boolean replaceCreates) {
        this.replaceCreates = replaceCreates;
    }

    /**
     * Whether a replace through a value filter that matches nothing makes the value, instead of being refused with noTarget
     * (RFC 7644 §3.5.2.3).
     */
    public boolean replaceCreates() {
        return replaceCreates;
    }

    /** Its name in settings and answers: {@code entra}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The profile of this name: {@code entra}. */
    public static Optional<PatchProfile> named(String word) {
        return Arrays.stream(values())
                .filter(profile -> profile.word().equals(word))
                .findFirst();
    }
}
