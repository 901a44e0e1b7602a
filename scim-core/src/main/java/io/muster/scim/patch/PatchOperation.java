package io.muster.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.scim.schema.ResourceType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One operation: {@code {"op":"replace","path":"name.familyName","value":"Liddell"}}.
 *
 * @param path as written; null = none
 * @param value null = none; JSON's null is a value
 */
public record PatchOperation(
        Op op, @Nullable String path, @Nullable JsonNode value) {

    /** What to do. */
    public enum Op {
        /** Adds values, sets single ones. */
        ADD,
        /** Takes values away. */
        REMOVE,
        /** Puts values in the place of others. */
        REPLACE
    }

    /**
     * What is read in the place of a value that is a text, where there is no path: the JSON in it, as one client sends its objects. Empty where it
     * holds none.
     */
    public static Optional<JsonNode> inText(String text) {
        return PatchValues.inText(text);
    }

    /** Copies the value. */
    public PatchOperation {
        value = value == null ? null : value.deepCopy();
    }

    /** The path in a resource of this type; null also where it is the URN of the type's own schema, which means the whole resource. */
    @Nullable String pathIn(ResourceType type) {
        return type.schema().id().equalsIgnoreCase(path) ? null : path;
    }
}
