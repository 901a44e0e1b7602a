package io.muster.gateway.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.request.Shown;
import io.muster.scim.error.ScimError;
import io.muster.scim.filter.BoundFilter;
import io.muster.scim.filter.Filter;
import io.muster.scim.schema.HiddenAttributes;
import io.muster.scim.schema.ResourceType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a list or a search asks for (RFC 7644 §3.4.2, §3.4.3), from the query or from the body of {@code /.search}. Parameters that we
 * do not know are ignored.
 *
 * @param startIndex from 1; less counts as 1
 * @param count at most this many; less than 0 counts as 0; null = not said
 */
record SearchRequest(
        Optional<String> filter,
        Optional<String> sortBy,
        boolean descending,
        int startIndex,
        @Nullable Integer count,
        Shown shown) {
    static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

    SearchRequest {
        startIndex = Math.max(1, startIndex);
        count = count == null ? null : Integer.valueOf(Math.max(0, count));
    }

    static SearchRequest of(MultivaluedMap<String, String> query, HiddenAttributes hidden) {
        return new SearchRequest(
                first(query, "filter"),
                first(query, "sortBy"),
                descending(first(query, "sortOrder")),
                first(query, "startIndex")
                        .map(text -> number("startIndex", text))
                        .orElse(1),
                first(query, "count").map(text -> number("count", text)).orElse(null),
                Shown.of(query, hidden));
    }

    static SearchRequest of(ObjectNode body, HiddenAttributes hidden) {
        return new SearchRequest(
                text(body, "filter"),
                text(body, "sortBy"),
                descending(text(body, "sortOrder")),
                text(body, "startIndex")
                        .map(value -> number("startIndex", value))
                        .orElse(1),
                text(body, "count").map(value -> number("count", value)).orElse(null),
                new Shown(names(body, "attributes"), names(body, "excludedAttributes"), hidden));
    }

    /**
     * Holds filter and order against what the client may see: who can ask for all with a value knows it.
     *
     * @throws ScimError.Refused with Sensitive
     */
    void demandShown(ResourceType type) {
        var hidden = shown.hidden();
        if (hidden.names().isEmpty()) {
            return;
        }
        filter.map(Filter::parse)
                .map(parsed -> BoundFilter.bind(parsed, type, BoundFilter.UnknownAttributes.NO_VALUE))
                .ifPresent(bound -> bound.attributes().forEach(path -> hidden.demand(type, path)));
        sortBy.flatMap(type::resolve).ifPresent(path -> hidden.demand(type, path));
    }

    private static boolean descending(Optional<String> order) {
        return order.map(text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "ascending" -> false;
                    case "descending" -> true;
                    default ->
                        throw new ScimError.InvalidValue(
                                        "sortOrder is 'ascending' or 'descending', not '" + text + "'.")
                                .refused();
                })
                .orElse(false);
    }

    private static int number(String name, String text) {
        try {
            long number = Long.parseLong(text.strip());
            return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
        } catch (NumberFormatException e) {
            throw new ScimError.InvalidValue(name + " is a whole number, not '" + text + "'.").refused();
        }
    }

    private static Optional<String> first(MultivaluedMap<String, String> query, String name) {
        return Optional.ofNullable(query.getFirst(name)).filter(text -> !text.isBlank());
    }

    private static Optional<String> text(ObjectNode body, String name) {
        return property(body, name)
                .filter(JsonNode::isValueNode)
                .map(JsonNode::asText)
                .filter(text -> !text.isBlank());
    }

    private static List<String> names(ObjectNode body, String name) {
        var names = new ArrayList<String>();
        property(body, name).ifPresent(value -> {
            if (value.isTextual()) {
                names.add(value.textValue());
            }
            value.forEach(element -> names.add(element.asText()));
        });
        return names;
    }

    private static Optional<JsonNode> property(ObjectNode body, String name) {
        return body.propertyStream()
                .filter(property -> property.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .filter(value -> !value.isNull())
                .findFirst();
    }
}
