package io.muster.gateway.resource;

import io.muster.gateway.request.Call;
import io.muster.gateway.schema.Schemas;
import io.muster.gateway.sql.Sql;
import io.muster.runtime.pg.database.Rows;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Tells resources as they are, in the order of their ids: each gets the next version of its key; its ETag stays. */
@Singleton
class ResourcesAgain {
    private static final int CHUNK = 200;
    private static final String PAGE = "select id from resource where id > $1 order by id limit $2";
    // Whoever adds members shares the lock of the key, and is not held up.
    private static final String LOCK_FIRST = "select id from resource where id = $1 for no key update";
    private static final String LOCK_FREE =
            "select id from resource where id = any($1) order by id for no key update skip locked";
    private static final String NEXT_VERSION =
            "update resource r set version = version + 1 where id = any($1) returning " + ResourceStore.COLUMNS;

    private final Schemas schemas;
    private final ResourceEvents events;
    private final Outbox outbox;

    ResourcesAgain(Schemas schemas, ResourceEvents events, Outbox outbox) {
        this.schemas = schemas;
        this.events = events;
        this.outbox = outbox;
    }

    /**
     * What one chunk came to.
     *
     * @param count resources that were told
     * @param last where the next chunk begins; empty when there are no more
     */
    record Told(int count, Optional<String> last) {}

    /**
     * The next ones after this id, in the caller's transaction. Only the first lock is waited for, while none is held: nobody can come into a deadlock with
     * this. What others hold at the moment begins the next chunk.
     */
    Uni<Told> tell(SqlConnection tx, Call call, String after) {
        return ids(tx, PAGE, Tuple.of(after, CHUNK))
                .chain(page -> page.isEmpty()
                        ? Uni.createFrom().item(new Told(0, Optional.empty()))
                        : ids(tx, LOCK_FIRST, Tuple.of(page.getFirst()))
                                .chain(() -> ids(tx, LOCK_FREE, Tuple.of(page.toArray(String[]::new))))
                                .chain(locked -> tell(tx, call, page, locked)));
    }

    private Uni<Told> tell(SqlConnection tx, Call call, List<String> page, List<String> locked) {
        var free = new HashSet<>(locked);
        int end = 1; // the first one is ours, or gone
        while (end < page.size() && free.contains(page.get(end))) {
            end++;
        }
        var told = page.subList(0, end);
        var registry = schemas.current();
        return tx.preparedQuery(NEXT_VERSION)
                .execute(Tuple.of(told.toArray(String[]::new)))
                .map(rows -> Rows.list(rows, row -> ResourceStore.read(Sql.Row.of(row.getDelegate()))))
                .chain(now -> outbox.append(
                                tx,
                                now.stream()
                                        .map(each -> events.again(call, type(registry, each), each))
                                        .toList())
                        .replaceWith(new Told(now.size(), Optional.of(told.getLast()))));
    }

    private static ResourceType type(SchemaRegistry registry, StoredResource resource) {
        return registry.resourceType(resource.type())
                .orElseThrow(() ->
                        new IllegalStateException("a resource has the type " + resource.type() + ", which is none"));
    }

    private static Uni<List<String>> ids(SqlConnection tx, String sql, Tuple parameters) {
        return tx.preparedQuery(sql).execute(parameters).map(rows -> Rows.list(rows, row -> row.getString(0)));
    }
}
