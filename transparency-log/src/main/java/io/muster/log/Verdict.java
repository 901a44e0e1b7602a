package io.muster.log;

/** What a verifier says of a claim. */
public sealed interface Verdict {
    /** The claim was computed again and is true. */
    record Holds() implements Verdict {}

    /** The claim is false or cannot be checked; the sentence says why. */
    record Broken(String why) implements Verdict {}

    /** True only for {@link Holds}. */
    default boolean holds() {
        return switch (this) {
            case Holds h -> true;
            case Broken b -> false;
        };
    }

    /** Broken with this reason unless the two hashes are equal. */
    static Verdict equal(Hash computed, Hash claimed, String what) {
        return computed.equals(claimed)
                ? new Holds()
                : new Broken(what + " is " + claimed.base64() + ", computed " + computed.base64());
    }
}
