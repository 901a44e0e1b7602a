package io.muster.dispatcher.account;

import io.muster.dispatcher.DispatcherConfig;
import io.muster.runtime.pg.due.Claim;
import io.muster.runtime.pg.due.LoopSettings;
import io.muster.runtime.pg.due.Next;
import io.muster.runtime.pg.due.Priority;
import io.muster.runtime.pg.due.WorkLoops;
import io.muster.runtime.pg.due.Worker;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Removes attempts that are older than {@code muster.dispatcher.attempt-retention}, {@value #BATCH} in a transaction, and
 * looks again after an hour. Its one row in the due table came with the index, so of several processes one does it.
 */
@ApplicationScoped
class AttemptRetention implements Worker<Boolean, Boolean> {
    /** Attempts in a transaction. */
    static final int BATCH = 1_000;

    private static final String KIND = "attempt-retention";
    private static final Duration EVERY = Duration.ofHours(1);

    private final WorkLoops loops;
    private final Duration retention;
    private final InstantSource clock;

    @Inject
    AttemptRetention(WorkLoops loops, DispatcherConfig config, InstantSource clock) {
        this.loops = loops;
        this.retention = config.attemptRetention();
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        loops.start(LoopSettings.of(KIND).withConcurrency(1).withPoll(Duration.ofSeconds(1)), this);
    }

    @Override
    public Uni<Boolean> look(Claim claim) {
        return Uni.createFrom().item(true);
    }

    @Override
    public Uni<Boolean> act(Claim claim, Boolean seen) {
        return Uni.createFrom().item(true);
    }

    /** One batch; the claim ends in the same transaction. An array makes it a look-up by key, however large the table is. */
    @Override
    public Uni<Next> record(SqlConnection tx, Claim claim, Boolean seen, Boolean result) {
        return tx.preparedQuery("""
                        delete from attempt where id = any (array(
                            select id from attempt where at < now() - make_interval(secs => $1) order by at limit $2))""")
                .execute(Tuple.of((double) retention.toSeconds(), BATCH))
                .map(removed -> removed.rowCount() == BATCH
                        ? new Next.Later(Duration.ZERO, "more old attempts follow")
                        : new Next.Again(clock.instant().plus(EVERY), Priority.BACKGROUND));
    }
}
