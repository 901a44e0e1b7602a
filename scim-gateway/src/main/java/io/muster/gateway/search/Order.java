package io.muster.gateway.search;

import io.muster.gateway.sql.Sql;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.AttributeType;
import io.muster.scim.schema.ResolvedPath;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.Returned;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The order of a list (RFC 7644 §3.4.2.3): a multi-valued attribute sorts by its primary value, else its first; resources without the
 * attribute come last in ascending and first in descending order; equals, and all where nothing is asked, in the order of their ids,
 * which is that of their creation. Descending is the exact reverse of ascending, so that one index serves both.
 *
 * @param key empty for the order of the ids
 */
record Order(Optional<SortKey> key, boolean descending) {

    /** What a request asks for; of several types each sorts by its own attribute of that name. */
    static Order by(List<ResourceType> types, Optional<String> sortBy, boolean descending) {
        return new Order(
                sortBy.flatMap(name -> types.size() == 1 ? alone(types.getFirst(), name) : of(types, name)),
                descending);
    }

    /** What follows {@code order by}. */
    String sql() {
        var direction = descending ? " desc" : " asc";
        return key.map(by -> by.sql() + direction + (descending ? " nulls first, " : " nulls last, "))
                        .orElse("")
                + "r.id" + direction;
    }

    /** A condition over rows; it binds no more than it names. */
    interface Range {
        String sql(Parameters parameters);
    }

    /**
     * Where the rows behind a position are: ranges whose rows, each in this order and one range after the other, are those rows in this
     * order. Each is one range of an index too, where there is an index for the order.
     */
    List<Range> after(Position last) {
        var than = descending ? " < " : " > ";
        Range laterId = parameters -> "r.id" + than + text(parameters, last.id());
        if (key.isEmpty()) {
            return List.of(laterId);
        }
        var by = key.get();
        Range without = parameters -> "(" + by.sql() + ") is null";
        Range with = parameters -> "(" + by.sql() + ") is not null";
        if (last.key().isEmpty()) {
            Range rest = parameters -> without.sql(parameters) + " and " + laterId.sql(parameters);
            return descending ? List.of(rest, with) : List.of(rest);
        }
        Range rest = parameters -> "(" + by.sql() + ", r.id)" + than + "("
                + by.value(parameters.bind(last.key().get())) + ", " + text(parameters, last.id()) + ")";
        return descending ? List.of(rest) : List.of(rest, without);
    }

    private static String text(Parameters parameters, String value) {
        return "cast(" + parameters.bind(value) + " as text)";
    }

    private static Optional<SortKey> alone(ResourceType type, String name) {
        var path = type.resolve(name).map(Order::sortable).orElseThrow(() -> noAttribute(name));
        var first = path.steps().getFirst().name();
        if (first.equals("id")) {
            return Optional.empty();
        }
        if (first.equals("meta")) {
            return switch (path.leaf().name()) {
                case "created" -> Optional.of(SortKey.time("r.created"));
                case "lastModified" -> Optional.of(SortKey.time("r.last_modified"));
                case "location" -> Optional.empty();
                default -> Optional.of(SortKey.text(meta(path.leaf().name())));
            };
        }
        return Optional.of(
                switch (path.leaf().type()) {
                    case INTEGER, DECIMAL -> SortKey.number(text(path));
                    case STRING, BOOLEAN, BINARY, REFERENCE, COMPLEX, DATE_TIME -> SortKey.text(asText(path));
                });
    }

    // What several types are sorted by together has to be of one SQL type: texts.
    private static Optional<SortKey> of(List<ResourceType> types, String name) {
        var keys = types.stream()
                .flatMap(type -> type.resolve(name).stream()
                        .map(path -> "when " + Sql.literal(type.name()) + " then " + asText(sortable(path))))
                .toList();
        if (keys.isEmpty()) {
            throw noAttribute(name);
        }
        return Optional.of(SortKey.text(keys.stream().collect(Collectors.joining(" ", "(case r.type ", " end)"))));
    }

    private static ScimError.Refused noAttribute(String name) {
        return new ScimError.InvalidPath("sortBy: '" + name + "' is not an attribute.").refused();
    }

    private static ResolvedPath sortable(ResolvedPath wanted) {
        var path = simple(wanted);
        var first = path.steps().getFirst().name();
        if (path.steps().stream().anyMatch(step -> step.returned() == Returned.NEVER)
                || first.equals("members")
                || first.equals("groups")) {
            throw new ScimError.InvalidPath("sortBy: '" + wanted + "' cannot be sorted by.").refused();
        }
        return path;
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

    private static String asText(ResolvedPath path) {
        return switch (path.steps().getFirst().name()) {
            case "id" -> "r.id";
            case "meta" -> meta(path.leaf().name());
            default ->
                path.leaf().type() == AttributeType.DATE_TIME
                        ? fixed("cast(" + text(path) + " as timestamptz)")
                        : text(path);
        };
    }

    private static String meta(String name) {
        return switch (name) {
            case "created" -> fixed("r.created");
            case "lastModified" -> fixed("r.last_modified");
            case "version" -> "lpad(cast(r.etag as text), 20, '0')";
            case "resourceType" -> "r.type";
            default -> "r.id";
        };
    }

    private static String fixed(String time) {
        return "to_char(" + time + " at time zone 'UTC', 'YYYYMMDDHH24MISSUS')";
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
