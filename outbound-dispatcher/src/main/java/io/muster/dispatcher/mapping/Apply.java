package io.muster.dispatcher.mapping;

/** When the value of a mapped attribute is written to the target. */
public enum Apply {
    /** Enforced: whatever the target holds is put back to this value. */
    ALWAYS("always"),
    /** Written when the computed value differs from the last one that was written; changes in the target stay. */
    ON_CHANGE("onChange"),
    /** Written when the account is made, never again. */
    ON_CREATE("onCreate"),
    /** Written when the target holds no value. */
    IF_EMPTY("ifEmpty");

    private final String word;

    Apply(String word) {
        this.word = word;
    }

    /** The word used in Target documents, such as {@code onChange}. */
    public String word() {
        return word;
    }

    /**
     * The choice that a document names.
     *
     * @throws IllegalArgumentException when no choice has this name
     */
    public static Apply of(String word) {
        for (Apply apply : values()) {
            if (apply.word.equals(word)) {
                return apply;
            }
        }
        throw new IllegalArgumentException("apply is one of always, onChange, onCreate, ifEmpty, not " + word);
    }
}
