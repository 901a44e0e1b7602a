package io.muster.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One attribute's change: {@code {"path":"title","before":"Engineer","after":"Architect"}}.
 *
 * @param path a SCIM attribute path (RFC 7644 §3.10)
 * @param before absent if the attribute had no value, or if the schema says that events carry the path only
 * @param after absent if the attribute has no value any more, or if the schema says that events carry the path only
 */
public record Change(
        String path, @Nullable JsonNode before, @Nullable JsonNode after) {
    public Change {
        Objects.requireNonNull(path);
        before = before == null || before.isNull() ? null : before;
        after = after == null || after.isNull() ? null : after;
    }
}
