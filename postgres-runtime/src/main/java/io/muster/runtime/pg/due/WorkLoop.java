package io.muster.runtime.pg.due;

import io.muster.runtime.fault.FaultPoints;
import io.muster.runtime.pg.database.Database;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Works on one kind of {@code due} rows: claims as many as have a free place, then for each {@code look, act, record}.
 * Several processes may run the same loop. Woken by marks of its own process, looks by itself for those of others.
 */
public final class WorkLoop {
    private static final Duration LONGEST_CLAIM = Duration.ofSeconds(10);
    private static final Logger LOG = Logger.getLogger(WorkLoop.class);
    private static final int LONGEST_ERROR = 1_000;
    private static final int MORE_TRIES = 8;
    private static final Duration FIRST_WAIT = Duration.ofMillis(20);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final long COUNT_EVERY_MILLIS = 5_000;
    /** Ends that come this close together share one claim: under load a query for a few costs as much as one for one. */
    private static final long GATHER_MILLIS = 10;

    private final LoopSettings settings;
    private final Steps steps;
    private final DueStore store;
    private final Vertx vertx;
    private final BooleanSupplier open;
    private final LoopMetrics metrics;
    private final AtomicInteger inFlight;
    private final AtomicBoolean claiming = new AtomicBoolean();
    private final AtomicBoolean wokenWhileClaiming = new AtomicBoolean();
    private final AtomicBoolean gathering = new AtomicBoolean();
    private final Runnable waker = this::wake;
    private volatile boolean paused;
    private volatile boolean closed;
    private long pollTimer = -1;
    private long countTimer = -1;

    /** The worker's steps with their types bound. */
    @FunctionalInterface
    private interface Steps {
        Uni<String> run(Claim claim);
    }

    <S, R> WorkLoop(
            LoopSettings settings,
            Worker<S, R> worker,
            DueStore store,
            Database database,
            FaultPoints faults,
            Vertx vertx,
            BooleanSupplier open,
            LoopMetrics metrics,
            AtomicInteger inFlight) {
        this.settings = settings;
        this.store = store;
        this.vertx = vertx;
        this.open = open;
        this.metrics = metrics;
        this.inFlight = inFlight;
        this.steps = claim -> work(claim, worker, database, faults);
    }

    void start() {
        store.onWake(waker);
        pollTimer = vertx.setPeriodic(settings.poll().toMillis(), tick -> wake());
        countTimer = vertx.setPeriodic(
                COUNT_EVERY_MILLIS,
                tick -> store.waiting(settings.kind())
                        .subscribe()
                        .with(metrics::waiting, e -> LOG.debugf("%s cannot be counted: %s", settings.kind(), e)));
    }

    void close() {
        closed = true;
        store.noLonger(waker);
        vertx.cancelTimer(pollTimer);
        vertx.cancelTimer(countTimer);
    }

    /** Claims no more until {@link #resume}; what is claimed goes on. */
    public void pause() {
        paused = true;
    }

    public void resume() {
        paused = false;
        wake();
    }

    /** How many claims this process works on now. */
    public int working() {
        return inFlight.get();
    }

    /** Looks now. */
    public void wake() {
        if (paused || closed || !open.getAsBoolean()) {
            return;
        }
        int free = settings.concurrency() - inFlight.get();
        if (free <= 0) {
            return; // the end of a claim looks again
        }
        if (!claiming.compareAndSet(false, true)) {
            wokenWhileClaiming.set(true);
            return;
        }
        wokenWhileClaiming.set(false);
        store.claim(settings, free)
                .ifNoItem()
                .after(LONGEST_CLAIM) // a question that is never answered must not end the loop
                .fail()
                .subscribe()
                .with(claims -> claimed(claims, free), this::notClaimed);
    }

    private void claimed(List<Claim> claims, int free) {
        inFlight.addAndGet(claims.size());
        claiming.set(false);
        claims.forEach(this::run);
        if (claims.size() == free || wokenWhileClaiming.get()) {
            wake();
        }
    }

    private void notClaimed(Throwable e) {
        claiming.set(false);
        LOG.debugf("%s cannot be claimed now: %s", settings.kind(), e); // readiness tells that the database is away
    }

    /** On a context of its own, so that sessions and the log's fields of two claims never mix. */
    private void run(Claim claim) {
        var context = Objects.requireNonNull(VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext()));
        VertxContextSafetyToggle.setContextSafe(context, true);
        context.runOnContext(ignored -> {
            long begun = System.nanoTime();
            claim.because().ifPresent(trigger -> MDC.put("correlationId", trigger.correlationId()));
            steps.run(claim).subscribe().with(outcome -> ended(outcome, begun), e -> {
                // Not even the failure could be written down: the lease runs out and somebody takes over.
                LOG.warnf(e, "%s could not be ended", claim);
                ended("unrecorded", begun);
            });
        });
    }

    private void ended(String outcome, long begun) {
        inFlight.decrementAndGet();
        metrics.ended(outcome, System.nanoTime() - begun);
        int free = settings.concurrency() - inFlight.get();
        if (free * 2 >= settings.concurrency()) {
            wake();
        } else if (gathering.compareAndSet(false, true)) {
            vertx.setTimer(GATHER_MILLIS, tick -> {
                gathering.set(false);
                wake();
            });
        }
    }

    private <S, R> Uni<String> work(Claim claim, Worker<S, R> worker, Database database, FaultPoints faults) {
        return Uni.createFrom()
                .deferred(() -> worker.look(claim))
                .call(() -> faults.reach("due.before-act"))
                .onItemOrFailure()
                .transformToUni((seen, e) -> e == null
                        ? act(claim, worker, database, faults, seen)
                        : failed(claim, database, e, () -> Uni.createFrom().voidItem()));
    }

    private <S, R> Uni<String> act(Claim claim, Worker<S, R> worker, Database database, FaultPoints faults, S seen) {
        return Uni.createFrom()
                .deferred(() -> worker.act(claim, seen))
                .call(() -> faults.reach("due.before-record"))
                .chain(result -> record(claim, worker, database, seen, result))
                .onFailure()
                .recoverWithUni(e -> failed(claim, database, e, () -> worker.lost(claim, seen)));
    }

    private <S, R> Uni<String> record(Claim claim, Worker<S, R> worker, Database database, S seen, R result) {
        return end(
                claim,
                database,
                transaction -> worker.record(transaction, claim, seen, result),
                () -> worker.lost(claim, seen));
    }

    /**
     * Tries several times: what failed may have been a connection that broke while this process was halted, then others of the pool are broken too,
     * and nobody else can tell what a worker that lost its claim wrote.
     */
    private Uni<String> failed(Claim claim, Database database, Throwable failure, Supplier<Uni<Void>> whenLost) {
        LOG.warnf(failure, "%s failed, attempt %d", claim, claim.attempts() + 1);
        return end(claim, database, transaction -> Uni.createFrom().item(new Next.Retry(text(failure))), whenLost)
                .onFailure()
                .retry()
                .withBackOff(FIRST_WAIT, LONGEST_WAIT)
                .atMost(MORE_TRIES);
    }

    /** Ends the claim as {@code next} says, in its transaction; asks {@code whenLost}, after it, where another worker has the key. */
    private Uni<String> end(
            Claim claim, Database database, Function<SqlConnection, Uni<Next>> next, Supplier<Uni<Void>> whenLost) {
        return database.transaction(transaction -> Ending.lock(transaction, claim)
                        .chain(ending -> ending.isEmpty()
                                ? Uni.createFrom().item(Optional.<String>empty())
                                : next.apply(transaction)
                                        .chain(how ->
                                                ending.get().as(how, settings).replaceWith(Optional.of(name(how))))))
                .chain(outcome -> outcome.map(name -> Uni.createFrom().item(name))
                        .orElseGet(() -> whenLost.get().replaceWith("lost")));
    }

    private static String text(Throwable failure) {
        var text = failure.toString();
        return text.length() > LONGEST_ERROR ? text.substring(0, LONGEST_ERROR) : text;
    }

    private static String name(Next next) {
        return switch (next) {
            case Next.Done done -> "done";
            case Next.Again again -> "again";
            case Next.Retry retry -> "retry";
            case Next.Later later -> "later";
            case Next.Failed failed -> "failed";
        };
    }
}
