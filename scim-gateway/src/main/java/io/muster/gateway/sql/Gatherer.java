package io.muster.gateway.sql;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
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
import java.util.function.Supplier;

/**
 * Work of many requests in one statement: under load most of what a small statement costs is the way to PostgreSQL and back. What comes
 * while a statement of the same kind is under way waits for it, and travels together in the next; one alone goes at once.
 *
 * @param <K> kinds of what is asked for: only what is of one kind travels together
 * @param <A> what is asked for
 * @param <T> what each is answered
 */
public final class Gatherer<K, A, T> {
    /** So many travel together at most. */
    public static final int MOST = 64;

    /** Nobody waits longer for a statement of others that is slow or lost: then the next one starts beside it. */
    private static final Duration PATIENCE = Duration.ofMillis(10);

    private static final long NO_TIMER = -1;

    private final Statement<K, A, T> statement;

    /** Of each event loop its own, so that none of it needs a lock. */
    private final Map<ContextInternal, Map<K, Gathering>> loops = new ConcurrentHashMap<>();

    /**
     * What is done for those who travel together; always on their event loop.
     *
     * @param <K> kinds of what is asked for
     * @param <A> what is asked for
     * @param <T> what each is answered
     */
    @FunctionalInterface
    public interface Statement<K, A, T> {
        /** Sends it. The answers are as many as those who asked, in their order; a failure is everybody's. */
        Future<List<Future<T>>> send(K kind, List<A> together);
    }

    /** Gathers for a statement. */
    public Gatherer(Statement<K, A, T> statement) {
        this.statement = statement;
    }

    /**
     * Asks together with others, or at once where nothing is under way.
     *
     * @param elsewhere what is done where this is not subscribed to on an event loop: there nothing can be gathered
     */
    public Uni<T> ask(K kind, A asked, Supplier<Uni<T>> elsewhere) {
        // Where it is subscribed to decides which event loop it belongs to.
        return Uni.createFrom()
                .deferred(() -> here().map(here ->
                                Uni.createFrom().<T>emitter(emitter -> add(kind, new Asked<>(asked, here, emitter))))
                        .orElseGet(elsewhere));
    }

    private static Optional<ContextInternal> here() {
        return Optional.ofNullable(ContextInternal.current())
                .filter(context -> context.isEventLoopContext() && context.inThread());
    }

    private void add(K kind, Asked<A, T> asked) {
        var loop = asked.context.unwrap();
        var ofLoop = loops.computeIfAbsent(loop, first -> new HashMap<>());
        ofLoop.computeIfAbsent(kind, first -> new Gathering(loop, kind, () -> ofLoop.remove(kind)))
                .add(asked);
    }

    /** One of them: his answer is given on his own context, which knows the request. */
    private record Asked<A, T>(A value, ContextInternal context, UniEmitter<? super T> emitter) {
        void answer(AsyncResult<T> answer) {
            if (answer.succeeded()) {
                context.emit(answer.result(), emitter::complete);
            } else {
                fail(answer.cause());
            }
        }

        void fail(Throwable failure) {
            context.emit(failure, emitter::fail);
        }
    }

    /** What is of one kind on one event loop. */
    private final class Gathering {
        private final ContextInternal loop;
        private final K kind;
        private final Runnable forget;
        private final ArrayDeque<Asked<A, T>> waiting = new ArrayDeque<>();
        private int underWay;
        private long timer = NO_TIMER;

        Gathering(ContextInternal loop, K kind, Runnable forget) {
            this.loop = loop;
            this.kind = kind;
            this.forget = forget;
        }

        void add(Asked<A, T> asked) {
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
                            .compose(go -> statement.send(
                                    kind, all.stream().map(Asked::value).toList()))
                            .onComplete(done -> {
                                ended();
                                answer(all, done);
                            }));
        }

        private void answer(List<Asked<A, T>> all, AsyncResult<List<Future<T>>> done) {
            for (int i = 0; i < all.size(); i++) {
                var asked = all.get(i);
                if (done.succeeded()) {
                    done.result().get(i).onComplete(asked::answer);
                } else {
                    asked.fail(done.cause());
                }
            }
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
