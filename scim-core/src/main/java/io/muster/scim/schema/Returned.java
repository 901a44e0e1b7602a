package io.muster.scim.schema;

/** When an attribute is part of an answer (RFC 7643 §7). */
public enum Returned {
    /** In every answer. */
    ALWAYS("always"),
    /** In no answer. */
    NEVER("never"),
    /** In every answer that does not ask for other attributes. */
    DEFAULT("default"),
    /** Only where it was asked for or written. */
    REQUEST("request");

    private final String json;

    Returned(String json) {
        this.json = json;
    }

    /** The name in a schema's JSON. */
    public String json() {
        return json;
    }
}
