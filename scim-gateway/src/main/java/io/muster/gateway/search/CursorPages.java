package io.muster.gateway.search;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.gateway.GatewayConfig;
import io.muster.gateway.request.Asker;
import io.muster.gateway.resource.ResourceStore;
import io.muster.gateway.resource.StoredResource;
import io.muster.gateway.sql.Sql;
import io.muster.runtime.clock.RealTime;
import io.muster.scim.error.ScimError;
import io.muster.scim.filter.Filter;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Pages of which each tells where the next begins (RFC 9865). A cursor is the place of the page's last row in the order, not a number
 * of rows to skip: any page costs what the first does, and rows that come or go meanwhile neither repeat nor hide others.
 */
@Singleton
class CursorPages {
    private final CursorKey key;
    private final InstantSource time;
    private final Duration timeout;

    CursorPages(CursorKey key, @RealTime InstantSource time, GatewayConfig config) {
        this.key = key;
        this.time = time;
        this.timeout = config.pages().cursorTimeout();
    }

    /**
     * A page.
     *
     * @param total how many there are in all, where that is known without counting: if the first page is the last
     * @param nextCursor null on the last page
     */
    record Page(@Nullable Long total, @Nullable String nextCursor, List<StoredResource> resources) {
        Page {
            resources = List.copyOf(resources);
        }
    }

    /**
     * What a cursor is bound to: the query and who asks it. What the client may see is decided anew with each page.
     */
    static byte[] context(Asker asker, List<ResourceType> types, SearchRequest request) {
        var context = JsonNodeFactory.instance.arrayNode();
        context.add(asker.client());
        context.add(asker.actor().kind().name()).add(asker.actor().id());
        types.forEach(type -> context.add(type.name()));
        context.add(request.filter().map(Filter::parse).map(Filter::toString).orElse(""));
        context.add(request.sortBy().map(name -> name.toLowerCase(Locale.ROOT)).orElse(""));
        context.add(request.descending());
        return context.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The page that a cursor leads to.
     *
     * @param cursor empty for the first page
     * @param size at least 1
     * @return fails with InvalidCursor or ExpiredCursor
     */
    Uni<Page> page(Mutiny.Session session, byte[] context, Query query, String cursor, int size) {
        return key.current(session)
                .map(secret -> new CursorSeal(secret, context))
                .chain(seal -> {
                    var position =
                            cursor.isEmpty() ? Optional.<Position>empty() : Optional.of(position(seal.open(cursor)));
                    // One more than the page: whether there is a next one.
                    return rows(session, query.behind(position), size + 1)
                            .map(rows -> page(seal, rows, size, cursor.isEmpty()));
                });
    }

    private Position position(Cursor cursor) {
        if (cursor.issued().plus(timeout).isBefore(time.instant())) {
            throw new ScimError.ExpiredCursor(
                            "The cursor is older than " + timeout.toSeconds() + " s; begin again with an empty one.")
                    .refused();
        }
        return cursor.after();
    }

    private Page page(CursorSeal seal, List<Row> rows, int size, boolean first) {
        var shown = rows.stream().limit(size).map(Row::resource).toList();
        if (rows.size() <= size) {
            return new Page(first ? (long) shown.size() : null, null, shown);
        }
        var next = new Cursor(rows.get(size - 1).position(), time.instant());
        return new Page(null, seal.seal(next), shown);
    }

    /** A resource and where it stands in the order. */
    private record Row(StoredResource resource, Optional<String> key) {
        static Row read(Sql.Row row) {
            int after = ResourceStore.COLUMN_COUNT;
            return new Row(
                    ResourceStore.read(row), row.isNull(after) ? Optional.empty() : Optional.of(row.text(after)));
        }

        Position position() {
            return new Position(key, resource.id());
        }
    }

    /** Part by part, as long as there are not enough. */
    private static Uni<List<Row>> rows(Mutiny.Session session, List<Query.Part> parts, int wanted) {
        Uni<List<Row>> rows = parts.getFirst().first(wanted).list(session, Row::read);
        for (var part : parts.subList(1, parts.size())) {
            rows = rows.chain(found -> found.size() == wanted
                    ? Uni.createFrom().item(found)
                    : part.first(wanted - found.size()).list(session, Row::read).map(more -> joined(found, more)));
        }
        return rows;
    }

    private static List<Row> joined(List<Row> first, List<Row> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
