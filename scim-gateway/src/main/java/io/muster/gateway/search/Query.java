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
 * @param conditions over {@code resource r}, of each type its own
 */
record Query(List<ResourceType> types, List<Condition> conditions, Order order, List<Object> parameters) {
    /** So many times as many as are wanted are few enough to be sorted. */
    private static final int FEW = 2;

    /** The same of a range, which nearly everybody may be in. */
    private static final int FEW_OF_RANGE = 1;

    /** So many times as many as are wanted are looked at in their order, before all that an index finds are. */
    private static final int NEAR = 10;

    Query {
        types = List.copyOf(types);
        conditions = List.copyOf(conditions);
        parameters = List.copyOf(parameters);
    }

    static Query of(List<ResourceType> types, SearchRequest request, Locations at) {
        var parameters = new Parameters();
        var filter = request.filter().map(Filter::parse);
        var conditions = types.stream()
                .map(type -> ofType(type, filter, types.size() > 1, parameters, at))
                .toList();
        return new Query(
                types, conditions, Order.by(types, request.sortBy(), request.descending()), parameters.values());
    }

    /** Whether there is at most one row, a User's, which a unique index finds. */
    boolean single() {
        return access() == Condition.Access.UNIQUE;
    }

    private Condition.Access access() {
        return Condition.Access.ofAny(conditions);
    }

    private String where() {
        return conditions.stream().map(Condition::sql).collect(Collectors.joining(" or ", "(", ")"));
    }

    /** The condition without the filter. */
    private String ofTypes() {
        return types.stream().map(Query::isType).collect(Collectors.joining(" or ", "(", ")"));
    }

    private static Condition ofType(
            ResourceType type, Optional<Filter> filter, boolean several, Parameters parameters, Locations at) {
        var isType = isType(type);
        return filter.map(asked -> {
                    var bound = BoundFilter.bind(
                            asked, type, several ? UnknownAttributes.NO_VALUE : UnknownAttributes.REFUSE);
                    var condition = new FilterSql(parameters, at, type).condition(bound);
                    return new Condition(
                            "(" + isType + " and " + condition.sql() + ")",
                            condition.access() == Condition.Access.UNIQUE
                                            && !type.name().equals("User")
                                    ? Condition.Access.EQUALITY
                                    : condition.access());
                })
                .orElseGet(() -> Condition.scan("(" + isType + ")"));
    }

    private static String isType(ResourceType type) {
        return "r.type = " + Sql.literal(type.name());
    }

    /** The one row of a {@link #single} query, in the {@link PersonRow#columns}. */
    Sql one(boolean withGroups) {
        return new Sql(
                "select " + PersonRow.columns(withGroups) + " from resource r where "
                        + conditions.getFirst().sql(),
                parameters);
    }

    /** The page that begins at an index, in the {@link ResourceStore#COLUMNS}. */
    Sql page(int startIndex, int size) {
        return new Sql(
                from("", ResourceStore.COLUMNS, startIndex - 1L + size)
                        + " order by %s limit %d offset %d".formatted(order.sql(), size, startIndex - 1L),
                parameters);
    }

    /** How many rows there are on all pages. */
    Sql total() {
        return new Sql("select count(*) from resource r where " + where(), parameters);
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
                from(condition, columns, size) + " order by %s limit %d".formatted(order.sql(), size), bound.values());
    }

    /**
     * The rows of the condition, or so many of them that the first {@code wanted} in the order are among them.
     *
     * <p>What an index finds is found first: else PostgreSQL may walk the order's index in the hope of an early match. It cannot know how many an
     * equality finds, so that is tried: few are all there are; of many, the first ones in the order are probably near its beginning; where they
     * are not, all that the index finds have to be sorted.
     */
    private String from(String condition, String columns, long wanted) {
        var where = where();
        var and = condition.isEmpty() ? "" : " and " + condition;
        var access = access();
        // A range has an order of its own, and would all have to be read for another one.
        if (access == Condition.Access.SCAN
                || (access == Condition.Access.RANGE && order.key().isPresent())) {
            return "select %s from resource r where %s%s".formatted(columns, where, and);
        }
        if (order.key().isPresent()) {
            return "with r as materialized (select * from resource r where %s%s) select %s from r"
                    .formatted(where, and, columns);
        }
        // Where PostgreSQL takes a third of all for what is in a range, any third would do for the few; its index has
        // them in this order.
        var inItsOrder = access == Condition.Access.RANGE ? " order by r.last_modified" : "";
        long few = wanted * (access == Condition.Access.RANGE ? FEW_OF_RANGE : FEW);
        return """
                with few as materialized (select * from resource r where %1$s%10$s limit %3$d),
                near as materialized (
                    select * from (select * from resource r where %4$s%2$s order by %5$s limit %6$d) r
                    where (select count(*) from few) > %7$d and %1$s order by %5$s limit %8$d),
                r as (
                    select * from few r where (select count(*) from few) <= %7$d%2$s
                    union all
                    select * from near where (select count(*) from near) = %8$d
                    union all
                    select * from resource r where %1$s%2$s
                        and (select count(*) from few) > %7$d and (select count(*) from near) < %8$d)
                select %9$s from r""".formatted(
                        where, and, few + 1, ofTypes(), order.sql(), wanted * NEAR, few, wanted, columns, inItsOrder);
    }
}
