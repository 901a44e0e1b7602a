package io.muster.scim.schema;

/**
 * How much a platform team may add to the schemas.
 *
 * @param documents schemas and resource types in all
 * @param attributes attributes of one schema, sub-attributes counted too
 * @param bytes JSON of one document: its event must fit into a record
 */
public record SchemaLimits(int documents, int attributes, int bytes) {
    /** What a gateway allows where nobody set anything else. */
    public static final SchemaLimits DEFAULT = new SchemaLimits(100, 200, 65_536);

    /** For what was accepted before, perhaps under other limits. */
    public static final SchemaLimits UNLIMITED =
            new SchemaLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** Refuses what would allow nothing. */
    public SchemaLimits {
        if (documents < 1 || attributes < 1 || bytes < 1) {
            throw new IllegalArgumentException("limits are at least 1");
        }
    }
}
