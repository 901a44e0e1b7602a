package io.muster.gateway.bulk;

import io.muster.runtime.pg.due.Claim;
import io.muster.runtime.pg.due.LoopSettings;
import io.muster.runtime.pg.due.Next;
import io.muster.runtime.pg.due.WorkLoops;
import io.muster.runtime.pg.due.Worker;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Removes the rows of imports that ended {@code muster.gateway.imports.retention} ago, {@value #BATCH} in a transaction: they hold personal data.
 * Each import is marked for that date when it ends.
 */
@Singleton
class ImportRetention implements Worker<Boolean, Boolean> {
    static final String KIND = "import-retention";

    private static final int BATCH = 2_000;

    private final WorkLoops loops;
    private final ImportStore imports;
    private final RowStore rows;

    ImportRetention(WorkLoops loops, ImportStore imports, RowStore rows) {
        this.loops = loops;
        this.imports = imports;
        this.rows = rows;
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

    @Override
    public Uni<Next> record(SqlConnection tx, Claim claim, Boolean seen, Boolean result) {
        return rows.remove(tx, claim.key(), BATCH)
                .chain(removed -> removed == BATCH
                        ? Uni.createFrom().item(new Next.Later(Duration.ZERO, "more rows follow"))
                        : imports.forget(tx, claim.key()).replaceWith(Next.done()));
    }
}
