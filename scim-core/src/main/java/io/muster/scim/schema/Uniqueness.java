package io.muster.scim.schema;

/** Where a value may occur once only (RFC 7643 §7). */
public enum Uniqueness {
    /** It may occur often. */
    NONE("none"),
    /** Once on this server, among resources of the same type. */
    SERVER("server"),
    /** Once in the world. */
    GLOBAL("global");

    private final String json;

    Uniqueness(String json) {
        this.json = json;
    }

    /** The name in a schema's JSON. */
    public String json() {
        return json;
    }
}
