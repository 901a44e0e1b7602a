package io.muster.gateway.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.GatewayConfig;
import io.muster.gateway.request.Asker;
import io.muster.gateway.request.Locations;
import io.muster.gateway.resource.PersonRow;
import io.muster.gateway.resource.Representations;
import io.muster.gateway.resource.ResourceStore;
import io.muster.gateway.resource.StoredResource;
import io.muster.gateway.sql.GatheredReads;
import io.muster.gateway.sql.Transactions;
import io.muster.scim.resource.Projection;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Answers lists and searches (RFC 7644 §3.4.2): filter, order and page in SQL. Pages by index have a total, which is always true. */
@Singleton
class Search {
    private final GatheredReads gathered;
    private final Transactions transactions;
    private final Representations representations;
    private final CursorPages cursorPages;
    private final int defaultSize;
    private final int maxSize;
    private final long patience;

    Search(
            GatheredReads gathered,
            Transactions transactions,
            Representations representations,
            CursorPages cursorPages,
            GatewayConfig config) {
        this.gathered = gathered;
        this.transactions = transactions;
        this.representations = representations;
        this.cursorPages = cursorPages;
        this.defaultSize = config.pages().defaultSize();
        this.maxSize = config.pages().maxSize();
        this.patience = config.statementTimeout().toMillis();
    }

    /** A page of resources of these types; of several, attributes that one does not have count as without value there. */
    Uni<ListResponse> find(Asker asker, List<ResourceType> types, SearchRequest request, Locations at) {
        var projections = types.stream().map(request.shown()::on).toList();
        types.forEach(request::demandShown);
        var asked = request.count();
        int size = Math.min(asked == null ? defaultSize : asked, maxSize);
        var query = Query.of(types, request, at);
        if (query.single() && request.cursor().isEmpty() && request.startIndex() == 1 && size > 0) {
            return one(query, types.getFirst(), projections.getFirst(), at);
        }
        return transactions.readWithin(
                patience,
                session -> request.cursor()
                        .map(cursor -> byCursor(session, asker, types, request, query, cursor, size, at))
                        .orElseGet(() -> byIndex(session, request, query, size, at)));
    }

    /** What most clients ask before each write, "is there a user of this name?": it cannot take long, so it needs no transaction with a limit. */
    private Uni<ListResponse> one(Query query, ResourceType type, Projection projection, Locations at) {
        return gathered.row(query.one(projection.includes("groups")))
                .map(found -> found.map(PersonRow::read)
                        .map(row -> List.of(representations.show(type, row, projection, at)))
                        .orElse(List.of()))
                .map(shown -> ListResponse.byIndex(shown.size(), 1, shown));
    }

    private Uni<ListResponse> byIndex(
            Mutiny.Session session, SearchRequest request, Query query, int size, Locations at) {
        return rows(session, query, request.startIndex(), size)
                .chain(rows -> total(session, query, request.startIndex(), size, rows.size())
                        .chain(total -> representations
                                .show(session, rows, request.shown(), at)
                                .map(shown -> ListResponse.byIndex(total, request.startIndex(), texts(shown)))));
    }

    private static Uni<List<StoredResource>> rows(Mutiny.Session session, Query query, int startIndex, int size) {
        return size == 0
                ? Uni.createFrom().item(List.of())
                : query.page(startIndex, size).list(session, ResourceStore::read);
    }

    private static Uni<Long> total(Mutiny.Session session, Query query, int startIndex, int size, int found) {
        return found < size && (found > 0 || startIndex == 1)
                ? Uni.createFrom().item(startIndex - 1L + found)
                : total(session, query);
    }

    private static Uni<Long> total(Mutiny.Session session, Query query) {
        return query.total().list(session, row -> row.number(0)).map(List::getFirst);
    }

    private Uni<ListResponse> byCursor(
            Mutiny.Session session,
            Asker asker,
            List<ResourceType> types,
            SearchRequest request,
            Query query,
            String cursor,
            int size,
            Locations at) {
        if (size == 0) {
            return total(session, query).map(total -> new ListResponse(total, null, null, List.of()));
        }
        return cursorPages
                .page(session, CursorPages.context(asker, types, request), query, cursor, size)
                .chain(page -> representations
                        .show(session, page.resources(), request.shown(), at)
                        .map(shown -> new ListResponse(page.total(), null, page.nextCursor(), texts(shown))));
    }

    private static List<String> texts(List<ObjectNode> resources) {
        return resources.stream().map(ObjectNode::toString).toList();
    }
}
