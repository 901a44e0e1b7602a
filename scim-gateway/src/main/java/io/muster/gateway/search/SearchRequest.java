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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a list or a search asks for (RFC 7644 §3.4.2, §3.4.3; RFC 9865), from the query or from the body of {@code /.search}.
 * Parameters that we do not know are ignored.
 *
 * @param startIndex from 1; less counts as 1
 * @param count at most this many; less than 0 counts as 0; null = not said
 * @param cursor where the page begins, the empty text for the first one; none where pages are told by index
 */
record SearchRequest(
        Optional<String> filter,
        Optional<String> sortBy,
        boolean descending,
        int startIndex,
        @Nullable Integer count,
        Optional<String> cursor,
        Shown shown) {
    static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

    SearchRequest {
        startIndex = Math.max(1, startIndex);
        count = count == null ? null : Integer.valueOf(Math.max(0, count));
    }

    static SearchRequest of(MultivaluedMap<String, String> query, HiddenAttributes hidden) {
        return of(name -> first(query, name), Optional.ofNullable(query.getFirst("cursor")), Shown.of(query, hidden));
    }

    static SearchRequest of(ObjectNode body, HiddenAttributes hidden) {
        return of(
                name -> text(body, name),
                cursor(body),
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
                .ifPresent(bound -> bound.attributes().forEach(path -> hidden.demandShown(type, path)));
        sortBy.flatMap(type::resolve).ifPresent(path -> hidden.demandShown(type, path));
    }

    private static SearchRequest of(
            Function<String, Optional<String>> parameter, Optional<String> cursor, Shown shown) {
        var startIndex = parameter.apply("startIndex");
        if (cursor.isPresent() && startIndex.isPresent()) {
            throw new ScimError.InvalidValue(
                            "'cursor' and 'startIndex' exclude each other: a page begins at one of them.")
                    .refused();
        }
        return new SearchRequest(
                parameter.apply("filter"),
                parameter.apply("sortBy"),
                descending(parameter.apply("sortOrder")),
                startIndex.map(SearchRequest::startIndex).orElse(1),
                parameter
                        .apply("count")
                        .map(text -> count(text, cursor.isPresent()))
                        .orElse(null),
                cursor,
                shown);
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

    private static int startIndex(String text) {
        return number(text)
                .orElseThrow(() ->
                        new ScimError.InvalidValue("startIndex is a whole number, not '" + text + "'.").refused());
    }

    private static int count(String text, boolean byCursor) {
        return number(text).orElseThrow(() -> {
            var detail = "count is a whole number, not '" + text + "'.";
            return (byCursor ? new ScimError.InvalidCount(detail) : new ScimError.InvalidValue(detail)).refused();
        });
    }

    private static Optional<Integer> number(String text) {
        try {
            long number = Long.parseLong(text.strip());
            return Optional.of(Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Anything but a text is a cursor that was never given out. */
    private static Optional<String> cursor(ObjectNode body) {
        return property(body, "cursor").map(value -> value.isTextual() ? value.textValue() : value.toString());
    }

    private static Optional<String> first(MultivaluedMap<String, String> query, String name) {
        return Optional.ofNullable(query.getFirst(name)).filter(text -> !text.isBlank());
    }

    private static Optional<String> text(ObjectNode body, String name) {
        return property(body, name)
                .map(value -> {
                    if (value.isContainerNode()) {
                        throw new ScimError.InvalidValue("'" + name + "' of a search is a single value.").refused();
                    }
                    return value.asText();
                })
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
