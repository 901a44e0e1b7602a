package io.muster.gateway.sql;

import io.muster.runtime.pg.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
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
    private final Gatherer<String, String, Optional<Sql.Row>> gatherer = new Gatherer<>(this::send);

    GatheredReads(io.vertx.mutiny.sqlclient.Pool pool) {
        this.pool = pool.getDelegate();
    }

    /**
     * The row that a statement finds.
     *
     * @param one finds one row at most
     */
    public Uni<Optional<Sql.Row>> row(Sql one) {
        return one.parameters().size() == 1 && one.parameters().getFirst() instanceof String value
                ? gatherer.ask(one.text(), value, () -> alone(one))
                : alone(one);
    }

    private Uni<Optional<Sql.Row>> alone(Sql one) {
        return Uni.createFrom()
                .completionStage(
                        () -> first(one.text(), Tuple.from(one.parameters())).toCompletionStage());
    }

    private Future<Optional<Sql.Row>> first(String text, Tuple parameters) {
        return pool.preparedQuery(text).execute(parameters).map(rows -> {
            var found = rows.iterator();
            return found.hasNext() ? Optional.of(Sql.Row.of(found.next())) : Optional.empty();
        });
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

    private Future<List<Future<Optional<Sql.Row>>>> send(String text, List<String> values) {
        if (values.size() == 1) {
            return first(text, Tuple.of(values.getFirst())).map(row -> List.of(Future.succeededFuture(row)));
        }
        return pool.preparedQuery(together(text))
                .execute(Tuple.of(values.toArray(String[]::new)))
                .map(rows -> found(values.size(), rows))
                .otherwise(failure -> oneByOne(text, values, failure));
    }

    private static List<Future<Optional<Sql.Row>>> found(int size, RowSet<Row> rows) {
        var found = new ArrayList<Future<Optional<Sql.Row>>>(
                Collections.nCopies(size, Future.succeededFuture(Optional.empty())));
        for (Row row : rows) {
            int place = Math.toIntExact(row.getLong(row.size() - 1));
            found.set(place - 1, Future.succeededFuture(Optional.of(Sql.Row.of(row))));
        }
        return found;
    }

    /** What one of them asks for must not be the failure of all. */
    private List<Future<Optional<Sql.Row>>> oneByOne(String text, List<String> values, Throwable failure) {
        LOG.warnf(
                "%d reads that travelled together failed (%s); they are made one by one",
                values.size(), Database.sqlState(failure).orElse("no SQLSTATE"));
        return values.stream().map(value -> first(text, Tuple.of(value))).toList();
    }
}
