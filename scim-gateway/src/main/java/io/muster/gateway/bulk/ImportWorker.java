package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.gateway.bulk.Import.Stage;
import io.muster.gateway.bulk.Import.State;
import io.muster.gateway.bulk.ImportMapping.Mode;
import io.muster.gateway.schema.Schemas;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.due.Claim;
import io.muster.runtime.pg.due.LoopSettings;
import io.muster.runtime.pg.due.Mark;
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
import java.util.List;
import java.util.Optional;

/**
 * Works on imports, one at a time whatever the number of processes: there is one row in the due table for all of them. Each claim is one step, and
 * what it came to is written in the transaction that ends the claim.
 */
@Singleton
class ImportWorker implements Worker<Optional<ImportWorker.Seen>, Step> {
    /** What is marked when an import has come in. */
    static final Mark MARK = new Mark("import", "all", Priority.BULK);

    /** Rows that are written in one step, and after a crash perhaps looked at again. */
    static final int CHUNK = 50;

    /** Rows that wait together for those who follow, as those of one {@code /Bulk} do. */
    private static final int PACED = 1_000;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Schemas schemas;
    private final WorkLoops loops;
    private final Database database;
    private final ImportStore imports;
    private final RowStore rowStore;
    private final ImportPlanner planner;
    private final ImportWriter writer;
    private final ImportDecision decision;
    private final Pace pace;
    private final InstantSource businessTime;

    /** The import that is worked on, and the rows that come next. */
    record Seen(Import one, List<ImportRow> rows) {
        Seen {
            rows = List.copyOf(rows);
        }
    }

    ImportWorker(
            Schemas schemas,
            WorkLoops loops,
            Database database,
            ImportStore imports,
            RowStore rowStore,
            ImportPlanner planner,
            ImportWriter writer,
            ImportDecision decision,
            Pace pace,
            InstantSource businessTime) {
        this.schemas = schemas;
        this.loops = loops;
        this.database = database;
        this.imports = imports;
        this.rowStore = rowStore;
        this.planner = planner;
        this.writer = writer;
        this.decision = decision;
        this.pace = pace;
        this.businessTime = businessTime;
    }

    void start(@Observes StartupEvent started) {
        loops.start(LoopSettings.of(MARK.kind()).withConcurrency(1).withPoll(Duration.ofSeconds(1)), this);
    }

    @Override
    public Uni<Optional<Seen>> look(Claim claim) {
        return database.transaction(tx -> imports.open(tx)
                .chain(open -> open.map(one -> rows(tx, one).map(rows -> Optional.of(new Seen(one, rows))))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty()))));
    }

    private Uni<List<ImportRow>> rows(SqlConnection tx, Import one) {
        return switch (one.stage()) {
            case ROWS -> rowStore.pending(tx, one.id(), ImportPlanner.CHUNK);
            case WRITE -> rowStore.planned(tx, one.id(), CHUNK);
            case ORDER, MISSING, DECISION -> Uni.createFrom().item(List.of());
        };
    }

    @Override
    public Uni<Step> act(Claim claim, Optional<Seen> seen) {
        return seen.map(found -> step(claim, found.one(), found.rows()))
                .orElseGet(() ->
                        Uni.createFrom().item(Step.of(tx -> Uni.createFrom().voidItem())));
    }

    private Uni<Step> step(Claim claim, Import one, List<ImportRow> rows) {
        return switch (MappingReader.read(schemas.at("Users"), one.mappingName(), String.valueOf(one.mapping()))) {
            case MappingReader.Result.Valid valid -> step(claim, one, valid.mapping(), rows);
            // What it names was an attribute when the file came in, and is none any more.
            case MappingReader.Result.Invalid invalid ->
                Uni.createFrom()
                        .item(Step.of(tx -> decision.end(
                                tx,
                                one.id(),
                                State.REFUSED,
                                "The mapping is not valid any more: "
                                        + invalid.problems().getFirst().field() + " "
                                        + invalid.problems().getFirst().message())));
        };
    }

    private Uni<Step> step(Claim claim, Import one, ImportMapping mapping, List<ImportRow> rows) {
        return switch (one.stage()) {
            case ORDER ->
                now(Step.of(tx -> rowStore.rejectRepeated(tx, one.id())
                        .chain(() -> rowStore.order(tx, one.id()))
                        .chain(() -> imports.stage(tx, one.id(), State.PLANNING, Stage.ROWS))));
            case ROWS -> rows.isEmpty() ? now(afterRows(one)) : plan(one, mapping, rows);
            case MISSING -> missing(one, mapping);
            case DECISION -> now(Step.of(tx -> decision.decide(tx, one, mapping)));
            case WRITE ->
                rows.isEmpty()
                        ? now(Step.of(tx -> decision.end(tx, one.id(), State.DONE, null)))
                        : write(claim, one, mapping, rows);
        };
    }

    private Uni<Step> plan(Import one, ImportMapping mapping, List<ImportRow> rows) {
        return planner.rows(one, mapping, rows).map(planned -> Step.of(tx -> rowStore.plan(tx, one.id(), planned)));
    }

    private Step afterRows(Import one) {
        var next = one.mode() == Mode.FULL ? Stage.MISSING : Stage.DECISION;
        return Step.of(tx -> imports.stage(tx, one.id(), State.PLANNING, next));
    }

    /** Whose key nobody can read may be any of those who seem to be missing. */
    private Uni<Step> missing(Import one, ImportMapping mapping) {
        return database.transaction(tx -> rowStore.unreadable(tx, one.id()))
                .chain(unreadable -> planner.missing(
                                one, mapping, mapping.missing().disable() && !unreadable)
                        .map(found -> Step.of(tx -> rowStore.addMissing(tx, one.id(), found.planned())
                                .chain(() -> found.last() == null
                                        ? afterMissing(
                                                tx, one, mapping.missing().disable() && unreadable)
                                        : imports.missingAfter(tx, one.id(), found.last())))));
    }

    private Uni<Void> afterMissing(SqlConnection tx, Import one, boolean spared) {
        var note = spared
                ? imports.note(tx, one.id(), "Nobody is disabled for missing: there are rows whose key cannot be read.")
                : Uni.createFrom().voidItem();
        return note.chain(() -> imports.stage(tx, one.id(), State.PLANNING, Stage.DECISION));
    }

    /** Waits as a {@code /Bulk} does, but without holding anything; after its patience it goes on all the same. */
    private Uni<Step> write(Claim claim, Import one, ImportMapping mapping, List<ImportRow> rows) {
        if (pace.slow() && one.waited() < pace.patience().toMillis()) {
            return now(new Step(tx -> imports.waited(tx, one.id(), LOOK_AGAIN.toMillis()), LOOK_AGAIN));
        }
        return writer.write(claim, one, mapping, rows).map(outcomes -> {
            var written = JsonNodeFactory.instance.arrayNode().addAll(outcomes);
            return Step.of(tx -> rowStore.written(tx, one.id(), written.toString())
                    .chain(() -> imports.paced(tx, one.id(), outcomes.size(), PACED)));
        });
    }

    private static Uni<Step> now(Step step) {
        return Uni.createFrom().item(step);
    }

    @Override
    public Uni<Next> record(SqlConnection tx, Claim claim, Optional<Seen> seen, Step step) {
        return seen.map(found -> imports.lockOpen(tx, found.one().id())
                        .chain(open ->
                                open ? step.write().apply(tx) : Uni.createFrom().voidItem())
                        .map(written -> next(step)))
                .orElseGet(() -> Uni.createFrom().item(Next.done()));
    }

    /** {@code Again} also says that nothing failed, so that failures are counted from one step to the next only. */
    private Next next(Step step) {
        return step.pause().isZero()
                ? new Next.Again(businessTime.instant(), Priority.BULK)
                : new Next.Later(step.pause(), "those who follow are behind");
    }
}
