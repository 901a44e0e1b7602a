package io.muster.scim.schema;

/** Data type of an attribute (RFC 7643 §2.3). */
public enum AttributeType {
    /** Unicode text. */
    STRING("string"),
    /** {@code true} or {@code false}. */
    BOOLEAN("boolean"),
    /** A number, perhaps with a fraction. */
    DECIMAL("decimal"),
    /** A whole number. */
    INTEGER("integer"),
    /** An xsd:dateTime: {@code 2026-11-24T08:00:00Z}. */
    DATE_TIME("dateTime"),
    /** Base64. */
    BINARY("binary"),
    /** A URI, or the id of a resource. */
    REFERENCE("reference"),
    /** An object with sub-attributes. */
    COMPLEX("complex");

    private final String json;

    AttributeType(String json) {
        this.json = json;
    }

    /** The name in a schema's JSON. */
    public String json() {
        return json;
    }
}
