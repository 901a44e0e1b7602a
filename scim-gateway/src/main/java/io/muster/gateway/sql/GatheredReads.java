package io.muster.gateway.sql;

import io.muster.runtime.pg.database.Database;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Reads of at most one row, found by one text: those that come at the same time travel together ({@link Gatherer}), one alone is asked
 * as it is. Each is asked after its request came, so it sees all that was committed before.
 */
@Singleton
public class GatheredReads {
    private static final Logger LOG = Logger.getLogger(GatheredReads.class);
    private static final String PARAMETER = "$1";

    private final Pool pool;
    private final Gatherer<Asked, RowSet<Row>> gatherer = new Gatherer<>(new Reads());

    GatheredReads(io.vertx.mutiny.sqlclient.Pool pool) {
        this.pool = pool.getDelegate();
    }

    /**
     * The row that a statement finds.
     *
     * @param one finds one row at most
     */
    public Uni<Optional<Sql.Row>> row(Sql one) {
        // Where it is subscribed to decides which event loop it belongs to.
        return Uni.createFrom()
                .deferred(() -> Gatherer.here()
                        .filter(here -> isByOneText(one))
                        .map(here -> together(one, here))
                        .orElseGet(() -> alone(one)));
    }

    private static boolean isByOneText(Sql one) {
        return one.parameters().size() == 1 && one.parameters().getFirst() instanceof String;
    }

    private Uni<Optional<Sql.Row>> together(Sql one, ContextInternal here) {
        return Uni.createFrom()
                .emitter(emitter -> gatherer.add(
                        here, one.text(), new Asked((String) one.parameters().getFirst(), here, emitter)));
    }

    private Uni<Optional<Sql.Row>> alone(Sql one) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(one.text())
                        .execute(Tuple.from(one.parameters()))
                        .map(GatheredReads::first)
                        .toCompletionStage());
    }

    private static Optional<Sql.Row> first(RowSet<Row> rows) {
        var found = rows.iterator();
        return found.hasNext() ? Optional.of(Sql.Row.of(found.next())) : Optional.empty();
    }

    /**
     * The same statement for several values, an array of texts: its columns and, behind them, the place of the value, from 1. The limit keeps
     * PostgreSQL from reading the whole table for a join.
     *
     * @param text has one parameter
     */
    public static String together(String text) {
        return "select f.*, k.place from unnest(cast($1 as text[])) with ordinality as k(value, place) cross join lateral ("
                + text.replace(PARAMETER, "k.value") + " limit 1) f";
    }

    /** Who asked: his answer is given on his own context, which knows the request. */
    private record Asked(String value, ContextInternal context, UniEmitter<? super Optional<Sql.Row>> emitter) {
        void answer(Optional<Sql.Row> row) {
            context.emit(row, emitter::complete);
        }

        void answer(AsyncResult<RowSet<Row>> done) {
            if (done.succeeded()) {
                answer(first(done.result()));
            } else {
                context.emit(done.cause(), emitter::fail);
            }
        }
    }

    private final class Reads implements Gatherer.Statement<Asked, RowSet<Row>> {
        @Override
        public Future<RowSet<Row>> send(String text, List<Asked> together) {
            return together.size() == 1
                    ? pool.preparedQuery(text)
                            .execute(Tuple.of(together.getFirst().value()))
                    : pool.preparedQuery(together(text))
                            .execute(
                                    Tuple.of(together.stream().map(Asked::value).toArray(String[]::new)));
        }

        @Override
        public void answer(String text, List<Asked> together, AsyncResult<RowSet<Row>> done) {
            if (together.size() == 1) {
                together.getFirst().answer(done);
            } else if (done.succeeded()) {
                found(together, done.result());
            } else {
                againOneByOne(text, together, done.cause());
            }
        }

        private void found(List<Asked> together, RowSet<Row> rows) {
            var found = new ArrayList<Optional<Sql.Row>>(together.size());
            together.forEach(asked -> found.add(Optional.empty()));
            for (Row row : rows) {
                int place = Math.toIntExact(row.getLong(row.size() - 1));
                found.set(place - 1, Optional.of(Sql.Row.of(row)));
            }
            for (int i = 0; i < together.size(); i++) {
                together.get(i).answer(found.get(i));
            }
        }

        /** What one of them asks for must not be the failure of all. */
        private void againOneByOne(String text, List<Asked> together, Throwable failure) {
            LOG.warnf(
                    "%d reads that travelled together failed (%s); they are made one by one",
                    together.size(), Database.sqlState(failure).orElse("no SQLSTATE"));
            together.forEach(asked ->
                    pool.preparedQuery(text).execute(Tuple.of(asked.value())).onComplete(asked::answer));
        }
    }
}
