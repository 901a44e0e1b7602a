package io.muster.scim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A schema (RFC 7643 §7): {@code {"id":"urn:…","name":"User","description":"…","attributes":[…]}}.
 *
 * @param id its URN
 */
public record Schema(String id, String name, String description, List<Attribute> attributes) {

    /** URN of the schema of schemas. */
    public static final String URN = "urn:ietf:params:scim:schemas:core:2.0:Schema";

    /** Copies, and refuses two attributes of one name. */
    public Schema {
        attributes = List.copyOf(attributes);
        Attribute.index(attributes);
    }

    /**
     * Reads the JSON form, with or without our own characteristics.
     *
     * @throws IllegalArgumentException where it is none; the message names the attribute
     */
    public static Schema fromJson(JsonNode json) {
        return SchemaJson.readSchema(json);
    }

    /** The form of {@code /Schemas}: the characteristics of the RFC only, and {@code meta.resourceType}. */
    public ObjectNode toJson() {
        return SchemaJson.writeSchema(this, false);
    }

    /** All of it, with {@code event} and {@code values} where they are not the default; {@link #fromJson} reads it back. */
    public ObjectNode toFullJson() {
        return SchemaJson.writeSchema(this, true);
    }
}
