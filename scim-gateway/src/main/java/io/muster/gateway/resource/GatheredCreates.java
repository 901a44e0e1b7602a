package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.schema.Schemas;
import io.muster.gateway.sql.Gatherer;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
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

    /** The versions of the schemas, by which they travel together; this is for those that none matters for. */
    private static final String ANY_VERSION = "";

    private static final String OF_ANY_VERSION = statement("");

    /** Held first, as by {@link Schemas#hold}: with another version nothing is written. */
    private static final String OF_ONE_VERSION =
            statement(" where (select held_schema_version()) = $" + (ResourceStore.INSERT_PARAMETERS + 5));

    private static final Comparator<Created> ORDER =
            Comparator.comparing((Created created) -> created.resource.type()).thenComparing(Created::name);

    private final Pool pool;
    private final Outbox outbox;
    private final Gatherer<Created, RowSet<Row>> gatherer = new Gatherer<>(new Inserts());

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
        // Where it is subscribed to decides which event loop it belongs to.
        return Uni.createFrom()
                .deferred(() -> Gatherer.here()
                        .map(here -> together(here, type, resource, outbox.encode(event), version))
                        .orElseGet(() -> Uni.createFrom().item(false)));
    }

    private Uni<Boolean> together(
            ContextInternal here,
            ResourceType type,
            StoredResource resource,
            Outbox.Encoded event,
            OptionalLong version) {
        var folded = FoldedDocument.of(type, resource.document());
        var kind = version.isPresent() ? Long.toString(version.getAsLong()) : ANY_VERSION;
        return Uni.createFrom()
                .emitter(emitter -> gatherer.add(here, kind, new Created(resource, folded, event, here, emitter)));
    }

    /** One of them: his answer is given on his own context, which knows the request. */
    private record Created(
            StoredResource resource,
            ObjectNode folded,
            Outbox.Encoded event,
            ContextInternal context,
            UniEmitter<? super Boolean> emitter) {
        /** Of a user or a group what others may want at the same time. */
        String name() {
            return folded.path(resource.type().equals("User") ? "userName" : "displayName")
                    .asText();
        }

        void answer(boolean made) {
            context.emit(made, emitter::complete);
        }

        void fail(Throwable failure) {
            context.emit(failure, emitter::fail);
        }
    }

    private final class Inserts implements Gatherer.Statement<Created, RowSet<Row>> {
        @Override
        public Future<RowSet<Row>> send(String version, List<Created> together) {
            // An import's row that is tried once more beside its first attempt has the same id. In one order
            // everywhere: two statements
            // that want the same names wait for each other in one direction.
            var ids = new HashSet<String>();
            var sorted = together.stream()
                    .filter(created -> ids.add(created.resource.id()))
                    .sorted(ORDER)
                    .toList();
            var parameters = new ArrayList<Object>(ResourceStore.columns(sorted.stream()
                    .map(created -> new ResourceStore.NewRow(created.resource, created.folded))
                    .toList()));
            parameters.addAll(Outbox.columns(sorted.stream().map(Created::event).toList()));
            if (version.equals(ANY_VERSION)) {
                return pool.preparedQuery(OF_ANY_VERSION).execute(Tuple.from(parameters));
            }
            parameters.add(Long.valueOf(version));
            return pool.preparedQuery(OF_ONE_VERSION).execute(Tuple.from(parameters));
        }

        @Override
        public void answer(String version, List<Created> together, AsyncResult<RowSet<Row>> done) {
            if (done.succeeded()) {
                var made = new HashSet<String>();
                done.result().forEach(row -> made.add(row.getString(0)));
                together.forEach(created -> created.answer(made.remove(created.resource.id())));
            } else if (isRefused(done.cause())) {
                LOG.debugf(
                        "%d that travelled together were refused (%s); they are written one by one",
                        together.size(), Database.sqlState(done.cause()).orElse("no SQLSTATE"));
                together.forEach(created -> created.answer(false));
            } else {
                // Whether they are written nobody knows, as after a commit that was not answered.
                together.forEach(created -> created.fail(done.cause()));
            }
        }

        private static boolean isRefused(Throwable failure) {
            return failure instanceof PgException pg && REFUSED.equals(pg.getSeverity());
        }
    }
}
