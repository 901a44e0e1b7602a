package io.muster.gateway.search;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A page (RFC 7644 §3.4.2):
 * {@code {"schemas":["urn:…:ListResponse"],"totalResults":2,"startIndex":1,"itemsPerPage":2,"Resources":[…]}}.
 */
public record ListResponse(long totalResults, int startIndex, List<ObjectNode> resources) {
    /** URN of the message. */
    public static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    public ListResponse {
        resources = List.copyOf(resources);
    }

    /** All there is, on one page. */
    public static ListResponse all(List<ObjectNode> resources) {
        return new ListResponse(resources.size(), 1, resources);
    }

    /** The message. */
    public ObjectNode toJson() {
        var json = JsonNodeFactory.instance.objectNode();
        json.putArray("schemas").add(SCHEMA);
        json.put("totalResults", totalResults);
        json.put("startIndex", startIndex);
        json.put("itemsPerPage", resources.size());
        json.putArray("Resources").addAll(resources);
        return json;
    }
}
