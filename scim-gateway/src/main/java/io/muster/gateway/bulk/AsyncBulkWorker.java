package io.muster.gateway.bulk;

import io.muster.gateway.GatewayConfig;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.due.Claim;
import io.muster.runtime.pg.due.LoopSettings;
import io.muster.runtime.pg.due.Next;
import io.muster.runtime.pg.due.Priority;
import io.muster.runtime.pg.due.WorkLoops;
import io.muster.runtime.pg.due.Worker;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Works on asynchronous bulk requests: as the synchronous ones, but whoever claims one goes on behind what is done already. When its time is over
 * the same mark removes it.
 */
@Singleton
class AsyncBulkWorker implements Worker<Optional<AsyncRequest>, Step> {
    static final String KIND = "bulk";

    /** After this many failures in a row, an operation that still fails for a reason that nobody foresaw has failed. */
    private static final int PATIENT = 3;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private static final Logger LOG = Logger.getLogger(AsyncBulkWorker.class);

    private final WorkLoops loops;
    private final Database database;
    private final Bulk bulk;
    private final AsyncBulkStore store;
    private final InstantSource businessTime;
    private final int concurrency;
    private final Duration retention;

    AsyncBulkWorker(
            WorkLoops loops,
            Database database,
            Bulk bulk,
            AsyncBulkStore store,
            InstantSource businessTime,
            GatewayConfig config) {
        this.loops = loops;
        this.database = database;
        this.bulk = bulk;
        this.store = store;
        this.businessTime = businessTime;
        this.concurrency = config.bulk().async().concurrency();
        this.retention = config.bulk().async().retention();
    }

    void start(@Observes StartupEvent started) {
        loops.start(LoopSettings.of(KIND).withConcurrency(concurrency), this);
    }

    @Override
    public Uni<Optional<AsyncRequest>> look(Claim claim) {
        return database.transaction(tx -> store.find(tx, claim.key()));
    }

    @Override
    public Uni<Step> act(Claim claim, Optional<AsyncRequest> seen) {
        return seen.map(request -> request.endedAt() == null ? work(claim, request) : forget(request))
                .orElseGet(() ->
                        Uni.createFrom().item(Step.of(tx -> Uni.createFrom().voidItem())));
    }

    private Uni<Step> work(Claim claim, AsyncRequest request) {
        var run = new AsyncBulkRun(request, bulk, store, database, claim.attempts() >= PATIENT);
        return claim.holding(
                        () -> bulk.run(request.call(), request.operations(), request.failOnErrors(), run), run::lost)
                .map(outcomes -> Step.of(tx -> store.end(tx, request.id(), outcomes)
                        .invoke(() -> LOG.infof(
                                "bulk %s: %d operations done, %d failed",
                                request.id(),
                                outcomes.size(),
                                outcomes.stream().filter(Outcome::failed).count()))))
                .onFailure(AsyncBulkRun.NotOurs.class)
                .recoverWithItem(new Step(tx -> Uni.createFrom().voidItem(), LOOK_AGAIN));
    }

    private Uni<Step> forget(AsyncRequest request) {
        return Uni.createFrom()
                .item(Step.of(tx ->
                        store.remove(tx, request.id(), request.call().client()).replaceWithVoid()));
    }

    @Override
    public Uni<Next> record(SqlConnection tx, Claim claim, Optional<AsyncRequest> seen, Step step) {
        var over = seen.isEmpty() || seen.get().endedAt() != null;
        return step.write().apply(tx).map(written -> over ? Next.done() : next(step));
    }

    private Next next(Step step) {
        return step.pause().isZero()
                ? new Next.Again(businessTime.instant().plus(retention), Priority.BACKGROUND)
                : new Next.Later(step.pause(), "it is gone, or another worker had a part in it");
    }
}
