package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.schema.Schemas;
import io.muster.gateway.sql.Gatherer;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * New resources of which nothing is stored but the row and its event. Those that come at the same time travel together ({@link Gatherer})
 * in one statement, which is the whole transaction: of each both or neither, all at once on the disk.
 */
@Singleton
class GatheredCreates {
    private static final Logger LOG = Logger.getLogger(GatheredCreates.class);

    /** With this severity PostgreSQL says that it has not done it; after worse ones the connection is gone as well. */
    private static final String REFUSED = "ERROR";

    private static final String OF_ANY_VERSION = statement("");

    /** Held first, as by {@link Schemas#hold}: with another version nothing is written. */
    private static final String OF_ONE_VERSION =
            statement(" where (select held_schema_version()) = $" + (ResourceStore.INSERT_PARAMETERS + 5));

    private static final Comparator<Created> ORDER =
            Comparator.comparing((Created created) -> created.resource.type()).thenComparing(Created::name);

    private final Pool pool;
    private final Outbox outbox;

    /** They travel together by the version of the schemas that they hold, if any. */
    private final Gatherer<OptionalLong, Created, Boolean> gatherer = new Gatherer<>(this::send);

    GatheredCreates(io.vertx.mutiny.sqlclient.Pool pool, Outbox outbox) {
        this.pool = pool.getDelegate();
        this.outbox = outbox;
    }

    /** A row that stands against one of these, also another one of these, is the end of that one only. */
    private static String statement(String condition) {
        return """
                with made as (
                %s%s
                on conflict do nothing
                returning id)
                %s
                returning key
                """.formatted(
                        ResourceStore.INSERT,
                        condition,
                        Outbox.appendSql(ResourceStore.INSERT_PARAMETERS + 1, "key in (select id from made)"));
    }

    /**
     * Writes a new resource and its event. Whether they are written: where they are not, PostgreSQL has refused them, or could not be asked
     * for many at once, and who writes them by themselves finds out why.
     *
     * @param type has no added attribute with unique values
     * @param event the only one, with the resource's id as its key
     * @param version of {@link Schemas#versionToHold}
     */
    Uni<Boolean> insert(ResourceType type, StoredResource resource, OutboxRecord event, OptionalLong version) {
        return Uni.createFrom()
                .deferred(() -> gatherer.ask(
                        version,
                        new Created(resource, FoldedDocument.of(type, resource.document()), outbox.encode(event)),
                        () -> Uni.createFrom().item(false)));
    }

    private Future<List<Future<Boolean>>> send(OptionalLong version, List<Created> together) {
        // An import's row that is tried once more beside its first attempt has the same id. In one order everywhere:
        // two statements that
        // want the same names wait for each other in one direction.
        var ids = new HashSet<String>();
        var sorted = together.stream()
                .filter(created -> ids.add(created.id()))
                .sorted(ORDER)
                .toList();
        var parameters = new ArrayList<Object>(
                ResourceStore.columns(sorted.stream().map(Created::row).toList()));
        parameters.addAll(Outbox.columns(sorted.stream().map(Created::event).toList()));
        version.ifPresent(parameters::add);
        return pool.preparedQuery(version.isPresent() ? OF_ONE_VERSION : OF_ANY_VERSION)
                .execute(Tuple.from(parameters))
                .map(GatheredCreates::keys)
                .recover(failure -> nobody(failure, together.size()))
                .map(made -> together.stream()
                        .map(created -> Future.succeededFuture(made.remove(created.id())))
                        .toList());
    }

    private static Set<String> keys(RowSet<Row> rows) {
        var keys = new HashSet<String>();
        rows.forEach(row -> keys.add(row.getString(0)));
        return keys;
    }

    /** Who is made where PostgreSQL has refused them. With another failure, as after a commit that was not answered, nobody knows. */
    private static Future<Set<String>> nobody(Throwable failure, int together) {
        if (!(failure instanceof PgException pg) || !REFUSED.equals(pg.getSeverity())) {
            return Future.failedFuture(failure);
        }
        LOG.debugf(
                "%d that travelled together were refused (%s); they are written one by one",
                together, Database.sqlState(failure).orElse("no SQLSTATE"));
        return Future.succeededFuture(new HashSet<>());
    }

    private record Created(StoredResource resource, ObjectNode folded, Outbox.Encoded event) {
        String id() {
            return resource.id();
        }

        /** Of a user or a group what others may want at the same time. */
        String name() {
            return folded.path(resource.type().equals("User") ? "userName" : "displayName")
                    .asText();
        }

        ResourceStore.NewRow row() {
            return new ResourceStore.NewRow(resource, folded);
        }
    }
}
