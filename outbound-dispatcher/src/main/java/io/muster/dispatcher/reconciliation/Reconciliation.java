package io.muster.dispatcher.reconciliation;

import io.muster.dispatcher.connector.AccountPage;
import io.muster.dispatcher.connector.Answer;
import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.dispatcher.connector.TargetId;
import io.muster.dispatcher.target.OpenTarget;
import io.muster.dispatcher.target.Target;
import io.muster.dispatcher.target.TargetStore;
import io.muster.dispatcher.target.Targets;
import io.muster.dispatcher.target.Targets.TargetsChanged;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.due.Claim;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.LoopSettings;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Next;
import io.muster.runtime.pg.due.Priority;
import io.muster.runtime.pg.due.WorkLoops;
import io.muster.runtime.pg.due.Worker;
import io.muster.runtime.pg.outbox.Outbox;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/** Compares each target on its schedule and on demand. */
@ApplicationScoped
public class Reconciliation implements Worker<Reconciliation.Look, Reconciliation.Found> {
    /** The kind of its rows in the due table; the key is the target. */
    static final String KIND = "reconciliation";

    /** A target is read for much longer than an account; each page renews it. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration DATABASE = Duration.ofSeconds(20);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Logger LOG = Logger.getLogger(Reconciliation.class);

    private final ReconciliationStore store;
    private final Database database;
    private final DueStore due;
    private final WorkLoops loops;
    private final Targets targets;
    private final Outbox outbox;
    private final DriftEvents events;
    private final InstantSource clock;
    private final Executor virtualThreads = Executors.newVirtualThreadPerTaskExecutor();

    @Inject
    Reconciliation(
            ReconciliationStore store,
            Database database,
            DueStore due,
            WorkLoops loops,
            Targets targets,
            Outbox outbox,
            DriftEvents events,
            InstantSource clock) {
        this.store = store;
        this.database = database;
        this.due = due;
        this.loops = loops;
        this.targets = targets;
        this.outbox = outbox;
        this.events = events;
        this.clock = clock;
    }

    /** What we know. */
    record Look(Optional<OpenTarget> open, ReconciliationStore.Known known) {}

    /** What the target holds, or why that is not known. */
    record Found(Optional<Comparison> comparison, int accounts, String error) {}

    void start(@Observes StartupEvent started) {
        loops.start(LoopSettings.of(KIND).withConcurrency(2).withLease(LEASE), this);
    }

    /** Each target has a next date; a new one gets it when it is opened. */
    void follow(@Observes TargetsChanged changed) {
        for (Target target : changed.targets()) {
            database.transaction(tx -> tx.preparedQuery("select 1 from due where kind = $1 and key = $2")
                            .execute(Tuple.of(KIND, target.name()))
                            .chain(rows -> rows.size() > 0
                                    ? Uni.createFrom().voidItem()
                                    : due.mark(
                                            tx,
                                            List.of(new Mark(KIND, target.name(), Priority.BACKGROUND)
                                                    .at(clock.instant().plus(target.every()))))))
                    .onFailure()
                    .invoke(failure ->
                            LOG.warnf("%s has no date for its comparison yet: %s", target.name(), failure.getMessage()))
                    .onFailure()
                    .retry()
                    .withBackOff(FIRST_WAIT, LONGEST_WAIT)
                    .indefinitely()
                    .subscribe()
                    .with(done -> {}, failure -> LOG.errorf(failure, "%s is not compared", target.name()));
        }
    }

    /** Compares a target as soon as possible. */
    public Uni<Void> now(String target) {
        return database.transaction(tx -> due.mark(tx, List.of(new Mark(KIND, target, Priority.INTERACTIVE))))
                .invoke(due::wake);
    }

    @Override
    public Uni<Look> look(Claim claim) {
        return store.known(claim.key()).map(known -> new Look(targets.find(claim.key()), known));
    }

    @Override
    public Uni<Found> act(Claim claim, Look look) {
        return look.open()
                .map(open ->
                        Uni.createFrom().item(() -> compare(claim, open, look)).runSubscriptionOn(virtualThreads))
                .orElseGet(() -> Uni.createFrom().item(new Found(Optional.empty(), 0, "the target is not open")));
    }

    private static Found compare(Claim claim, OpenTarget open, Look look) {
        List<TargetAccount> held = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            if (!claim.stillHeld().await().atMost(DATABASE)) {
                return new Found(Optional.empty(), 0, "somebody else compares it by now");
            }
            switch (open.connector().page(cursor)) {
                case Answer.Failed<AccountPage>(Outcome.Trouble trouble) -> {
                    return new Found(Optional.empty(), 0, trouble.detail());
                }
                case Answer.Got<AccountPage>(AccountPage page) -> {
                    held.addAll(page.accounts());
                    cursor = page.next();
                }
            }
        } while (cursor.isPresent());
        return switch (open.connector().members(look.known().entitlements())) {
            case Answer.Failed<Map<String, Set<TargetId>>>(Outcome.Trouble trouble) ->
                new Found(Optional.empty(), held.size(), trouble.detail());
            case Answer.Got<Map<String, Set<TargetId>>>(Map<String, Set<TargetId>> members) ->
                new Found(Optional.of(Comparison.of(look.known().accounts(), held, members)), held.size(), "");
        };
    }

    @Override
    public Uni<Next> record(SqlConnection tx, Claim claim, Look look, Found found) {
        String target = claim.key();
        if (look.open().isEmpty()) {
            return Uni.createFrom().item(Next.done());
        }
        if (found.comparison().isEmpty()) {
            return store.note(tx, target, found.accounts(), 0, 0, found.error())
                    .replaceWith(new Next.Retry(found.error()));
        }
        Comparison comparison = found.comparison().get();
        return store.untouched(tx, target, look.known(), comparison.drifts())
                .chain(drifts -> record(tx, target, look.open().get(), found, comparison.unmanaged(), drifts))
                .replaceWith(new Next.Again(
                        clock.instant().plus(look.open().get().target().every()), Priority.BACKGROUND));
    }

    private Uni<Void> record(
            SqlConnection tx,
            String target,
            OpenTarget open,
            Found found,
            List<TargetAccount> unmanaged,
            List<Drift> drifts) {
        return store.list(tx, target, unmanaged)
                .chain(listed -> store.note(tx, target, found.accounts(), drifts.size(), listed, found.error()))
                .chain(() -> open.target().correctDrift()
                        ? putBack(tx, target, drifts)
                        : Uni.createFrom().voidItem())
                .chain(() -> outbox.append(tx, events.of(target, drifts)));
    }

    private Uni<Void> putBack(SqlConnection tx, String target, List<Drift> drifts) {
        if (drifts.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String[] identities = drifts.stream().map(Drift::identity).toArray(String[]::new);
        return tx.preparedQuery("""
                        update account set drifted = true, verify = true, verify_asked = verify_asked + 1
                         where target = $1 and identity = any($2)""")
                .execute(Tuple.of(target, identities))
                .chain(() -> due.mark(
                        tx,
                        drifts.stream()
                                .map(drift ->
                                        new Mark(TargetStore.lane(target), drift.identity(), Priority.INTERACTIVE))
                                .toList()));
    }
}
