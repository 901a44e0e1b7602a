package io.muster.gateway.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page (RFC 7644 §3.4.2, RFC 9865 §2):
 * {@code {"schemas":["urn:…:ListResponse"],"totalResults":2,"startIndex":1,"itemsPerPage":2,"Resources":[…]}}.
 *
 * @param totalResults how many there are on all pages; null where nobody counted
 * @param startIndex of the first, from 1; null of a page that a cursor led to
 * @param nextCursor leads to the next page; null on the last, and where pages are told by index
 */
public record ListResponse(
        @Nullable Long totalResults,
        @Nullable Integer startIndex,
        @Nullable String nextCursor,
        List<? extends JsonNode> resources) {
    /** URN of the message. */
    public static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    public ListResponse {
        resources = List.copyOf(resources);
    }

    /** All there is, on one page. */
    public static ListResponse all(List<? extends JsonNode> resources) {
        return byIndex(resources.size(), 1, resources);
    }

    /** A page that begins at an index. */
    static ListResponse byIndex(long totalResults, int startIndex, List<? extends JsonNode> resources) {
        return new ListResponse(totalResults, startIndex, null, resources);
    }

    /** A resource that is JSON already. */
    static JsonNode written(String json) {
        return JsonNodeFactory.instance.rawValueNode(new RawValue(json));
    }

    /** The message. */
    public ObjectNode toJson() {
        var json = JsonNodeFactory.instance.objectNode();
        json.putArray("schemas").add(SCHEMA);
        if (totalResults != null) {
            json.put("totalResults", totalResults);
        }
        if (startIndex != null) {
            json.put("startIndex", startIndex);
        }
        json.put("itemsPerPage", resources.size());
        if (nextCursor != null) {
            json.put("nextCursor", nextCursor);
        }
        json.putArray("Resources").addAll(resources);
        return json;
    }
}
