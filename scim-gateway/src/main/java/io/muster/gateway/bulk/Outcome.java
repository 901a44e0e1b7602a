package io.muster.gateway.bulk;

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
