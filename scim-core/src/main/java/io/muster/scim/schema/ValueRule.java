package io.muster.scim.schema;

/** A further rule for the values of an attribute; a characteristic of our own beside those of RFC 7643 §7. */
public enum ValueRule {
    /** No further rule. */
    ANY("any"),
    /** A calendar date, YYYY-MM-DD. */
    DATE("date"),
    /** One of the canonical values, which are only suggestions otherwise. */
    CANONICAL("canonical");

    private final String json;

    ValueRule(String json) {
        this.json = json;
    }

    /** The name in a schema's JSON. */
    public String json() {
        return json;
    }
}
