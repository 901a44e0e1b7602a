package io.muster.gateway.search;

import io.muster.gateway.request.Locations;
import io.muster.gateway.resource.PersonRow;
import io.muster.gateway.resource.ResourceStore;
import io.muster.gateway.sql.Sql;
import io.muster.scim.filter.BoundFilter;
import io.muster.scim.filter.BoundFilter.UnknownAttributes;
import io.muster.scim.filter.Filter;
import io.muster.scim.schema.ResourceType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The SQL of a search: what its pages and its total have in common.
 *
 * @param where the condition over {@code resource r}
 * @param selective whether an index finds the rows of the condition
 * @param single whether there is at most one row, a User's, which a unique index finds
 */
record Query(String where, boolean selective, boolean single, Order order, List<Object> parameters) {
    Query {
        parameters = List.copyOf(parameters);
    }

    static Query of(List<ResourceType> types, SearchRequest request, Locations at) {
        var parameters = new Parameters();
        var filter = request.filter().map(Filter::parse);
        var conditions = types.stream()
                .map(type -> ofType(type, filter, types.size() > 1, parameters, at))
                .toList();
        return new Query(
                conditions.stream().map(Condition::sql).collect(Collectors.joining(" or ", "(", ")")),
                conditions.stream().allMatch(Condition::selective),
                conditions.size() == 1 && conditions.getFirst().single(),
                Order.by(types, request.sortBy(), request.descending()),
                parameters.values());
    }

    private static Condition ofType(
            ResourceType type, Optional<Filter> filter, boolean several, Parameters parameters, Locations at) {
        var isType = "r.type = " + JsonSql.literal(type.name());
        return filter.map(asked -> {
                    var bound = BoundFilter.bind(
                            asked, type, several ? UnknownAttributes.NO_VALUE : UnknownAttributes.REFUSE);
                    var condition = new FilterSql(parameters, at.of(type.endpoint(), "")).condition(bound);
                    return new Condition(
                            "(" + isType + " and " + condition.sql() + ")",
                            condition.selective(),
                            condition.single() && type.name().equals("User"));
                })
                .orElseGet(() -> Condition.scan("(" + isType + ")"));
    }

    /** The one row of a {@link #single} query, in the {@link PersonRow#columns}. */
    Sql one(boolean withGroups) {
        return new Sql(
                "select %s from resource r where %s".formatted(PersonRow.columns(withGroups), where), parameters);
    }

    /** The page that begins at an index, in the {@link ResourceStore#COLUMNS}. */
    Sql page(int startIndex, int size) {
        return new Sql(
                from("", ResourceStore.COLUMNS)
                        + " order by %s limit %d offset %d".formatted(order.sql(), size, startIndex - 1L),
                parameters);
    }

    /** How many rows there are on all pages. */
    Sql total() {
        return new Sql("select count(*) from resource r where " + where, parameters);
    }

    /** Some rows behind a position, see {@link #behind}. */
    interface Part {
        /** At most so many of them, in the {@link ResourceStore#COLUMNS} and, after those, the value sorted by. */
        Sql first(int size);
    }

    /** All rows behind a position, or all there are: the parts one after the other, each in its order. */
    List<Part> behind(Optional<Position> position) {
        return position.map(order::after).orElse(List.of(all -> "")).stream()
                .map(this::part)
                .toList();
    }

    private Part part(Order.Range range) {
        var bound = Parameters.after(parameters);
        var condition = range.sql(bound);
        var columns =
                ResourceStore.COLUMNS + ", " + order.key().map(SortKey::written).orElse("cast(null as text)");
        return size -> new Sql(
                from(condition, columns) + " order by %s limit %d".formatted(order.sql(), size), bound.values());
    }

    private String from(String condition, String columns) {
        // What an index finds is found first: else PostgreSQL may walk the order's index in the hope of an early match.
        return selective
                ? "with r as materialized (select * from resource r where %s) select %s from r%s"
                        .formatted(where, columns, condition.isEmpty() ? "" : " where " + condition)
                : "select %s from resource r where %s%s"
                        .formatted(columns, where, condition.isEmpty() ? "" : " and " + condition);
    }
}
