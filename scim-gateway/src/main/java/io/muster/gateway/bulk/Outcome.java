package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What became of an operation:
 * {@code {"method":"POST","bulkId":"u","location":"https://…/Users/0190…","version":"W/\"1\"","status":"201"}}.
 *
 * @param id of the resource; null of a POST that failed
 * @param location the same as an address
 * @param response the error, of an operation that failed
 */
record Outcome(
        BulkOperation operation,
        int status,
        @Nullable String id,
        @Nullable String location,
        @Nullable String version,
        @Nullable ObjectNode response) {

    boolean failed() {
        return status >= 400;
    }

    /** What {@link #kept} made. */
    static Outcome of(BulkOperation operation, JsonNode kept) {
        return new Outcome(
                operation,
                kept.path("status").asInt(),
                text(kept, "id"),
                text(kept, "location"),
                text(kept, "version"),
                kept.path("response") instanceof ObjectNode error ? error : null);
    }

    private static @Nullable String text(JsonNode json, String name) {
        return json.path(name).isTextual() ? json.path(name).textValue() : null;
    }

    /** As it is kept beside its operation. */
    ObjectNode kept() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("status", status)
                .put("id", id)
                .put("location", location)
                .put("version", version)
                .set("response", response);
    }

    /** As the answer has it (RFC 7644 §3.7.3). */
    ObjectNode toJson() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("method", operation.method());
        if (operation.bulkId() != null) {
            json.put("bulkId", operation.bulkId());
        }
        if (location != null) {
            json.put("location", location);
        }
        if (version != null) {
            json.put("version", version);
        }
        json.put("status", Integer.toString(status));
        if (response != null) {
            json.set("response", response);
        }
        return json;
    }
}
