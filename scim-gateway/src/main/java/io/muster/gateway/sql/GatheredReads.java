package io.muster.gateway.sql;

import io.muster.runtime.pg.database.Database;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.AsyncResult;
import io.vertx.core.impl.ContextInternal;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Reads of at most one row, found by one text. Under load most of what such a statement costs is the way to PostgreSQL and back, so
 * those that come while one of the same text is under way wait for it, and travel together in the next: one alone is asked at once
 * and as it is. Each is asked after its request came, so it sees all that was committed before.
 */
@Singleton
public class GatheredReads {
    /** So many travel together at most. */
    static final int MOST = 64;

    /** Nobody waits longer for a statement of others that is slow or lost: then the next one starts beside it. */
    private static final Duration PATIENCE = Duration.ofMillis(10);

    private static final Logger LOG = Logger.getLogger(GatheredReads.class);
    private static final String PARAMETER = "$1";
    private static final long NO_TIMER = -1;

    private final Pool pool;

    /** Of each event loop its own, so that none of it needs a lock. */
    private final Map<ContextInternal, Map<String, Gathering>> loops = new ConcurrentHashMap<>();

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
        return Uni.createFrom().deferred(() -> asked(one));
    }

    private Uni<Optional<Sql.Row>> asked(Sql one) {
        var context = ContextInternal.current();
        if (context == null || !context.isEventLoopContext() || !context.inThread() || !isByOneText(one)) {
            return Uni.createFrom()
                    .completionStage(() -> pool.preparedQuery(one.text())
                            .execute(Tuple.from(one.parameters()))
                            .map(GatheredReads::first)
                            .toCompletionStage());
        }
        return Uni.createFrom()
                .emitter(emitter -> gathering(context.unwrap(), one.text())
                        .add(new Asked((String) one.parameters().getFirst(), context, emitter)));
    }

    private static boolean isByOneText(Sql one) {
        return one.parameters().size() == 1 && one.parameters().getFirst() instanceof String;
    }

    private Gathering gathering(ContextInternal loop, String text) {
        var ofLoop = loops.computeIfAbsent(loop, first -> new HashMap<>());
        return ofLoop.computeIfAbsent(text, first -> new Gathering(loop, text, () -> ofLoop.remove(text)));
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

    /** The reads of one text on one event loop. */
    private final class Gathering {
        private final ContextInternal loop;
        private final String text;
        private final Runnable forget;
        private final ArrayDeque<Asked> waiting = new ArrayDeque<>();
        private int underWay;
        private long timer = NO_TIMER;

        Gathering(ContextInternal loop, String text, Runnable forget) {
            this.loop = loop;
            this.text = text;
            this.forget = forget;
        }

        void add(Asked asked) {
            waiting.add(asked);
            if (underWay == 0 || waiting.size() == MOST) {
                send();
            } else if (waiting.size() == 1) {
                timer = loop.setTimer(PATIENCE.toMillis(), due -> {
                    timer = NO_TIMER;
                    if (!waiting.isEmpty()) {
                        send();
                    }
                });
            }
        }

        private void send() {
            if (timer != NO_TIMER) {
                loop.owner().cancelTimer(timer);
                timer = NO_TIMER;
            }
            var together = List.copyOf(waiting);
            waiting.clear();
            underWay++;
            loop.emit(together, this::ask);
        }

        private void ask(List<Asked> together) {
            if (together.size() == 1) {
                var alone = together.getFirst();
                pool.preparedQuery(text).execute(Tuple.of(alone.value())).onComplete(done -> {
                    ended();
                    alone.answer(done);
                });
                return;
            }
            pool.preparedQuery(together(text))
                    .execute(Tuple.of(together.stream().map(Asked::value).toArray(String[]::new)))
                    .onComplete(done -> {
                        ended();
                        if (done.succeeded()) {
                            answer(together, done.result());
                        } else {
                            againOneByOne(together, done.cause());
                        }
                    });
        }

        /** What one of them asks for must not be the failure of all. */
        private void againOneByOne(List<Asked> together, Throwable failure) {
            LOG.warnf(
                    "%d reads that travelled together failed (%s); they are made one by one",
                    together.size(), Database.sqlState(failure).orElse("no SQLSTATE"));
            together.forEach(asked ->
                    pool.preparedQuery(text).execute(Tuple.of(asked.value())).onComplete(asked::answer));
        }

        /** The next ones go before the answers are written. */
        private void ended() {
            underWay--;
            if (!waiting.isEmpty()) {
                send();
            } else if (underWay == 0) {
                forget.run();
            }
        }

        private void answer(List<Asked> together, RowSet<Row> rows) {
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
    }
}
