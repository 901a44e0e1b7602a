package io.muster.scim.schema;

/** What events may say of an attribute; a characteristic of our own beside those of RFC 7643 §7. */
public enum EventDetail {
    /** Its values. */
    FULL("full"),
    /** That it has changed, not its values. */
    CHANGED("changed"),
    /** Nothing, as for passwords. */
    NEVER("never");

    private final String json;

    EventDetail(String json) {
        this.json = json;
    }

    /** The name in a schema's JSON. */
    public String json() {
        return json;
    }
}
