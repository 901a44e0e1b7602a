package io.muster.gateway.search;

import io.muster.gateway.GatewayConfig;
import io.muster.gateway.request.Locations;
import io.muster.gateway.resource.Representations;
import io.muster.gateway.resource.ResourceStore;
import io.muster.gateway.resource.StoredResource;
import io.muster.gateway.sql.Sql;
import io.muster.gateway.sql.Transactions;
import io.muster.scim.filter.BoundFilter;
import io.muster.scim.filter.BoundFilter.UnknownAttributes;
import io.muster.scim.filter.Filter;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Answers lists and searches (RFC 7644 §3.4.2): filter, order and page in SQL, totals always true. */
@ApplicationScoped
class Search {
    private final Transactions transactions;
    private final Representations representations;
    private final int defaultSize;
    private final int maxSize;
    private final long patience;

    Search(Transactions transactions, Representations representations, GatewayConfig config) {
        this.transactions = transactions;
        this.representations = representations;
        this.defaultSize = config.pages().defaultSize();
        this.maxSize = config.pages().maxSize();
        this.patience = config.statementTimeout().toMillis();
    }

    /** A page of resources of these types; of several, attributes that one does not have count as without value there. */
    Uni<ListResponse> find(List<ResourceType> types, SearchRequest request, Locations at) {
        types.forEach(request.shown()::on);
        types.forEach(request::demandShown);
        var asked = request.count();
        int size = Math.min(asked == null ? defaultSize : asked, maxSize);
        var query = query(types, request, at);
        return transactions.readWithin(
                patience,
                session -> rows(session, query, request.startIndex(), size)
                        .chain(rows -> total(session, query, request.startIndex(), size, rows.size())
                                .chain(total -> representations
                                        .show(session, rows, request.shown(), at)
                                        .map(shown -> new ListResponse(total, request.startIndex(), shown)))));
    }

    /** The parts that the page and its total have in common. */
    record Query(String where, boolean selective, String order, List<Object> parameters) {
        /** The statement of one page. */
        Sql page(int startIndex, int size) {
            // What an index finds is found first: else PostgreSQL may walk the order's index in the hope of an early
            // match.
            var from = selective
                    ? "with r as materialized (select * from resource r where %s) select %s from r"
                            .formatted(where, ResourceStore.COLUMNS)
                    : "select %s from resource r where %s".formatted(ResourceStore.COLUMNS, where);
            return new Sql(
                    from + " order by %s limit %d offset %d".formatted(order, size, startIndex - 1L), parameters);
        }
    }

    static Query query(List<ResourceType> types, SearchRequest request, Locations at) {
        var parameters = new Parameters();
        var filter = request.filter().map(Filter::parse);
        var conditions = types.stream()
                .map(type -> ofType(type, filter, types.size() > 1, parameters, at))
                .toList();
        var order = Order.by(types, request.sortBy(), request.descending());
        return new Query(
                conditions.stream().map(Condition::sql).collect(Collectors.joining(" or ")),
                conditions.stream().allMatch(Condition::selective),
                order,
                parameters.values());
    }

    private static Condition ofType(
            ResourceType type, Optional<Filter> filter, boolean several, Parameters parameters, Locations at) {
        var isType = "r.type = " + JsonSql.literal(type.name());
        return filter.map(asked -> {
                    var bound = BoundFilter.bind(
                            asked, type, several ? UnknownAttributes.NO_VALUE : UnknownAttributes.REFUSE);
                    var condition = new FilterSql(parameters, at.of(type.endpoint(), "")).condition(bound);
                    return new Condition("(" + isType + " and " + condition.sql() + ")", condition.selective());
                })
                .orElseGet(() -> Condition.scan("(" + isType + ")"));
    }

    private static Uni<List<StoredResource>> rows(Mutiny.Session session, Query query, int startIndex, int size) {
        if (size == 0) {
            return Uni.createFrom().item(List.of());
        }
        return query.page(startIndex, size).list(session, ResourceStore::read);
    }

    private static Uni<Long> total(Mutiny.Session session, Query query, int startIndex, int size, int found) {
        if (found < size && (found > 0 || startIndex == 1)) {
            return Uni.createFrom().item(startIndex - 1L + found);
        }
        return new Sql("select count(*) from resource r where " + query.where, query.parameters)
                .list(session, row -> row.number(0))
                .map(List::getFirst);
    }
}
