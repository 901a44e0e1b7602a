package io.muster.gateway.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page (RFC 7644 §3.4.2, RFC 9865 §2):
 * {@code {"schemas":["urn:…:ListResponse"],"totalResults":2,"startIndex":1,"itemsPerPage":2,"Resources":[…]}}.
 *
 * @param totalResults how many there are on all pages; null where nobody counted
 * @param startIndex of the first, from 1; null of a page that a cursor led to
 * @param nextCursor leads to the next page; null on the last, and where pages are told by index
 * @param resources each as JSON
 */
public record ListResponse(
        @Nullable Long totalResults,
        @Nullable Integer startIndex,
        @Nullable String nextCursor,
        List<String> resources) {
    /** URN of the message. */
    public static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    public ListResponse {
        resources = List.copyOf(resources);
    }

    /** All there is, on one page. */
    public static ListResponse all(List<? extends JsonNode> resources) {
        return byIndex(
                resources.size(), 1, resources.stream().map(JsonNode::toString).toList());
    }

    /** A page that begins at an index. */
    static ListResponse byIndex(long totalResults, int startIndex, List<String> resources) {
        return new ListResponse(totalResults, startIndex, null, resources);
    }

    /** The message, as JSON. */
    public String toJson() {
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
        var head = json.toString();
        var page = new StringBuilder(
                head.length() + resources.stream().mapToInt(String::length).sum() + resources.size() + 16);
        page.append(head, 0, head.length() - 1).append(",\"Resources\":[");
        for (int i = 0; i < resources.size(); i++) {
            page.append(i == 0 ? "" : ",").append(resources.get(i));
        }
        return page.append("]}").toString();
    }
}
