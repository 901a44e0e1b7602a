package io.muster.gateway.sql;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Work of many requests in one statement: under load most of what a small statement costs is the way to PostgreSQL and back. What comes
 * while a statement of the same kind is under way waits for it, and travels together in the next; one alone goes at once.
 *
 * @param <A> what is asked for, with who is to be answered
 * @param <R> what a statement answers
 */
public final class Gatherer<A, R> {
    /** So many travel together at most. */
    public static final int MOST = 64;

    /** Nobody waits longer for a statement of others that is slow or lost: then the next one starts beside it. */
    private static final Duration PATIENCE = Duration.ofMillis(10);

    private static final long NO_TIMER = -1;

    private final Statement<A, R> statement;

    /** Of each event loop its own, so that none of it needs a lock. */
    private final Map<ContextInternal, Map<String, Gathering>> loops = new ConcurrentHashMap<>();

    /**
     * What is done for those who travel together; always on their event loop.
     *
     * @param <A> what is asked for, with who is to be answered
     * @param <R> what a statement answers
     */
    public interface Statement<A, R> {
        /** Sends it. */
        Future<R> send(String kind, List<A> together);

        /** Answers each of them, also where it failed, and throws nothing: those behind would wait for ever. The next statement is on its way already. */
        void answer(String kind, List<A> together, AsyncResult<R> done);
    }

    /** Gathers for a statement. */
    public Gatherer(Statement<A, R> statement) {
        this.statement = statement;
    }

    /** The context that this runs on, if it is one of an event loop: elsewhere nothing can be gathered. */
    public static Optional<ContextInternal> here() {
        return Optional.ofNullable(ContextInternal.current())
                .filter(context -> context.isEventLoopContext() && context.inThread());
    }

    /**
     * Adds to what waits, or sends it.
     *
     * @param context where this runs, of {@link #here}
     * @param kind only what is of one kind travels together
     */
    public void add(ContextInternal context, String kind, A asked) {
        var loop = context.unwrap();
        var ofLoop = loops.computeIfAbsent(loop, first -> new HashMap<>());
        ofLoop.computeIfAbsent(kind, first -> new Gathering(loop, kind, () -> ofLoop.remove(kind)))
                .add(asked);
    }

    /** What is of one kind on one event loop. */
    private final class Gathering {
        private final ContextInternal loop;
        private final String kind;
        private final Runnable forget;
        private final ArrayDeque<A> waiting = new ArrayDeque<>();
        private int underWay;
        private long timer = NO_TIMER;

        Gathering(ContextInternal loop, String kind, Runnable forget) {
            this.loop = loop;
            this.kind = kind;
            this.forget = forget;
        }

        void add(A asked) {
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
            // What is thrown becomes a failed future here, so that all are answered and the next ones go.
            loop.emit(
                    together,
                    all -> Future.<Void>succeededFuture()
                            .compose(go -> statement.send(kind, all))
                            .onComplete(done -> {
                                ended();
                                statement.answer(kind, all, done);
                            }));
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
    }
}
