package io.muster.gateway.search;

import io.muster.scim.error.ScimError;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.Returned;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The order of a list (RFC 7644 §3.4.2.3): a multi-valued attribute sorts by its primary value, else its first; resources without the
 * attribute come last in ascending and first in descending order; equals, and all where nothing is asked, in the order of their ids,
 * which is that of their creation.
 */
final class Order {
    private Order() {}

    /** What follows {@code order by}. */
    static String by(List<ResourceType> types, Optional<String> sortBy, boolean descending) {
        if (sortBy.isEmpty()) {
            return "r.id" + (descending ? " desc" : "");
        }
        var alone = types.size() == 1;
        var keys = types.stream()
                .flatMap(type -> type.resolve(sortBy.get()).stream()
                        .map(path -> alone
                                ? key(path, true)
                                : "when " + JsonSql.literal(type.name()) + " then " + key(path, false)))
                .toList();
        if (keys.isEmpty()) {
            throw new ScimError.InvalidPath("sortBy: '" + sortBy.get() + "' is not an attribute.").refused();
        }
        return (alone ? keys.getFirst() : keys.stream().collect(Collectors.joining(" ", "(case r.type ", " end)")))
                + (descending ? " desc nulls first, r.id" : " asc nulls last, r.id");
    }

    private static String key(ResolvedPath wanted, boolean alone) {
        var path = simple(wanted);
        var first = path.steps().getFirst().name();
        if (path.steps().stream().anyMatch(step -> step.returned() == Returned.NEVER)
                || first.equals("members")
                || first.equals("groups")) {
            throw new ScimError.InvalidPath("sortBy: '" + wanted + "' cannot be sorted by.").refused();
        }
        if (first.equals("id")) {
            return "r.id";
        }
        return first.equals("meta") ? meta(path.leaf().name()) : typed(path, alone);
    }

    private static ResolvedPath simple(ResolvedPath path) {
        return path.leaf().complex()
                ? path.leaf()
                        .sub("value")
                        .map(path::child)
                        .orElseThrow(() -> new ScimError.InvalidPath(
                                        "sortBy: '" + path + "' is an object; name one of its parts.")
                                .refused())
                : path;
    }

    // Texts of fixed form: what several types are sorted by together has to be of one SQL type.
    private static String meta(String name) {
        return switch (name) {
            case "created" -> "to_char(r.created at time zone 'UTC', 'YYYYMMDDHH24MISSUS')";
            case "lastModified" -> "to_char(r.last_modified at time zone 'UTC', 'YYYYMMDDHH24MISSUS')";
            case "version" -> "lpad(cast(r.etag as text), 20, '0')";
            case "resourceType" -> "r.type";
            default -> "r.id";
        };
    }

    private static String typed(ResolvedPath path, boolean alone) {
        var text = text(path) + " collate \"C\"";
        return switch (path.leaf().type()) {
            case DATE_TIME ->
                "to_char(cast(" + text(path) + " as timestamptz) at time zone 'UTC', 'YYYYMMDDHH24MISSUS')";
            case INTEGER, DECIMAL -> alone ? "cast(" + text(path) + " as numeric)" : text;
            case STRING, BOOLEAN, BINARY, REFERENCE, COMPLEX -> text;
        };
    }

    private static String text(ResolvedPath path) {
        var keys = path.keys();
        int many = 0;
        for (Attribute step : path.steps()) {
            if (step.multiValued()) {
                return JsonSql.text(
                        JsonSql.leading("r.folded", keys.subList(0, many + 1)), keys.subList(many + 1, keys.size()));
            }
            many++;
        }
        return JsonSql.text("r.folded", keys);
    }
}
