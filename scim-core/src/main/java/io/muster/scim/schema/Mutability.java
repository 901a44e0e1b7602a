package io.muster.scim.schema;

/** Who may change an attribute, and when (RFC 7643 §7). */
public enum Mutability {
    /** Given by the server; what a client sends is ignored. */
    READ_ONLY("readOnly"),
    /** May be changed at any time. */
    READ_WRITE("readWrite"),
    /** May be set once, while it has no value. */
    IMMUTABLE("immutable"),
    /** May be changed, is never returned. */
    WRITE_ONLY("writeOnly");

    private final String json;

    Mutability(String json) {
        this.json = json;
    }

    /** The name in a schema's JSON. */
    public String json() {
        return json;
    }
}
