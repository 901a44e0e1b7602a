package io.muster.dispatcher.account;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.muster.dispatcher.DispatcherConfig;
import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.quarantine.Quarantine;
import io.muster.dispatcher.quarantine.TakeawayLimits;
import io.muster.dispatcher.target.OpenTarget;
import io.muster.dispatcher.target.TargetStore;
import io.muster.dispatcher.target.Targets;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.fault.FaultPoints;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.due.Claim;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Next;
import io.muster.runtime.pg.due.Priority;
import io.muster.runtime.pg.due.Worker;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Works on one due account: claim (the loop's), {@link #look}, {@link #act}, {@link #record}. */
@ApplicationScoped
class AccountWorker implements Worker<AccountWorker.Look, AccountWorker.Acted> {
    private static final Duration DATABASE = Duration.ofSeconds(20);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final int MORE_TRIES = 8;

    private static final Logger LOG = Logger.getLogger(AccountWorker.class);

    private final AccountStore store;
    private final Targets targets;
    private final ProvisioningEvents events;
    private final Quarantine quarantine;
    private final TakeawayLimits limits;
    private final Outbox outbox;
    private final DueStore due;
    private final Database database;
    private final FaultPoints faults;
    private final InstantSource clock;
    private final InstantSource realTime;
    private final MeterRegistry metrics;
    private final DispatcherConfig config;
    private final Duration lease;
    private final Executor virtualThreads = Executors.newVirtualThreadPerTaskExecutor();

    @Inject
    AccountWorker(
            AccountStore store,
            Targets targets,
            ProvisioningEvents events,
            Quarantine quarantine,
            TakeawayLimits limits,
            Outbox outbox,
            DueStore due,
            Database database,
            FaultPoints faults,
            InstantSource clock,
            @RealTime InstantSource realTime,
            MeterRegistry metrics,
            DispatcherConfig config,
            @ConfigProperty(name = "muster.lease", defaultValue = "PT10S") Duration lease) {
        this.store = store;
        this.targets = targets;
        this.events = events;
        this.quarantine = quarantine;
        this.limits = limits;
        this.outbox = outbox;
        this.due = due;
        this.database = database;
        this.faults = faults;
        this.clock = clock;
        this.realTime = realTime;
        this.metrics = metrics;
        this.config = config;
        this.lease = lease;
    }

    /** What a worker sees before it acts; nothing when the account or its target is no more. */
    record Look(Optional<Situation> situation, Optional<OpenTarget> open, Set<String> knownEntitlements) {}

    /** What came of it. */
    record Acted(Optional<Result> result, Optional<Desired> desired, Next next, Quarantine.Verdict verdict) {}

    @Override
    public Uni<Look> look(Claim claim) {
        String target = claim.kind().substring(TargetStore.lane("").length());
        return store.situation(claim.key(), target)
                .chain(situation ->
                        store.knownEntitlements(target).map(known -> new Look(situation, targets.find(target), known)));
    }

    @Override
    public Uni<Acted> act(Claim claim, Look look) {
        if (look.situation().isEmpty()) {
            return Uni.createFrom().item(nothing(Next.done()));
        }
        if (look.open().isEmpty()) {
            return Uni.createFrom().item(nothing(new Next.Later(config.quarantineLook(), "the target is not open")));
        }
        return Uni.createFrom()
                .item(() -> work(claim, look.situation().get(), look.open().get(), look.knownEntitlements()))
                .runSubscriptionOn(virtualThreads);
    }

    private static Acted nothing(Next next) {
        return new Acted(Optional.empty(), Optional.empty(), next, Quarantine.Verdict.NONE);
    }

    private Acted work(Claim claim, Situation seen, OpenTarget open, Set<String> known) {
        Quarantine.Verdict verdict = Quarantine.Verdict.NONE;
        if (seen.quarantine().isPresent()) {
            Duration wait = seen.quarantine().get();
            verdict = wait.isPositive()
                    ? Quarantine.Verdict.NONE
                    : quarantine.probe(seen.target(), open.connector()).await().atMost(DATABASE);
            if (verdict != Quarantine.Verdict.RELEASE) {
                Duration look = config.quarantineLook();
                return nothing(new Next.Later(
                        wait.isPositive() && wait.compareTo(look) < 0 ? wait : look, "the target is in quarantine"));
            }
        }
        Desired desired = Desired.of(open.target(), open.mapping(), seen.inputs(), clock.instant());
        AccountState state = claim.takenOver() ? verifying(seen.state()) : seen.state();
        Matching matching = new Matching(
                open.target().matching(),
                seen.identity(),
                id -> store.owner(seen.target(), id).await().atMost(DATABASE),
                known);
        AccountWork.Takeaways takeaways = new AccountWork.Takeaways(
                () -> limits.mayDisable(open.target(), seen.identity()).await().atMost(DATABASE),
                () -> limits.mayDelete(open.target(), seen.identity()).await().atMost(DATABASE),
                config.limitLook());
        try {
            Result result = new AccountWork(
                            open, desired, state, matching, takeaways, sender(claim, open), realTime.instant())
                    .work();
            return new Acted(Optional.of(result), Optional.of(desired), next(claim, result), verdict);
        } catch (Sender.LeaseLost lost) {
            return nothing(new Next.Retry(String.valueOf(lost.getMessage())));
        }
    }

    private static AccountState verifying(AccountState state) {
        return new AccountState(
                state.targetId(),
                state.active(),
                state.written(),
                state.seen(),
                state.entitlements(),
                true,
                state.drifted(),
                state.uncertainSince());
    }

    private Sender sender(Claim claim, OpenTarget open) {
        return write -> {
            open.pace().await();
            if (!claim.stillHeld().await().atMost(DATABASE)) {
                throw new Sender.LeaseLost();
            }
            faults.hit("dispatch.before-send");
            Outcome outcome = write.get();
            faults.hit("dispatch.after-send");
            return outcome;
        };
    }

    /** The former owner of an expired lease may still be writing: one lease later the target is read once more. */
    private Next next(Claim claim, Result result) {
        return claim.takenOver() && result.settled()
                ? new Next.Later(lease, "reads back once more after a takeover")
                : result.next();
    }

    @Override
    public Uni<Next> record(SqlConnection tx, Claim claim, Look look, Acted acted) {
        if (look.situation().isEmpty()) {
            return Uni.createFrom().item(acted.next());
        }
        Situation seen = look.situation().get();
        List<OutboxRecord> records = new ArrayList<>();
        Uni<Void> work = Uni.createFrom().voidItem();
        if (acted.verdict() == Quarantine.Verdict.RELEASE) {
            work = work.chain(() -> quarantine.release(tx, seen.target(), "The target answers again"))
                    .invoke(records::addAll)
                    .replaceWithVoid();
        }
        if (acted.result().isPresent()) {
            Result result = acted.result().get();
            records.addAll(events.of(seen, acted.desired().orElseThrow(), result, claim.attempts() + 1));
            work = work.chain(() -> store.record(tx, seen, result))
                    .chain(() -> result.settled() && !seen.reason().isEmpty()
                            ? limits.settled(tx, seen.target(), seen.identity())
                            : Uni.createFrom().voidItem())
                    .chain(() -> quarantine.observe(tx, seen.target(), result.trouble(), result.answered()))
                    .invoke(records::addAll)
                    .replaceWithVoid();
            work = claim.takenOver() && result.settled()
                    ? work.chain(() -> store.verify(tx, seen.identity(), seen.target()))
                    : work;
            measure(seen, result);
        }
        return work.chain(() -> outbox.append(tx, List.copyOf(records))).replaceWith(acted.next());
    }

    private void measure(Situation seen, Result result) {
        if (result.settled()
                && !result.steps().isEmpty()
                && !seen.state().drifted()
                && !seen.state().verify()) {
            seen.occurredAt()
                    .map(at -> Duration.between(at, clock.instant()))
                    .filter(Duration::isPositive)
                    .ifPresent(latency -> Timer.builder("muster.dispatch.effect")
                            .description("From the event's time to its effect in the target")
                            .tag("target", seen.target())
                            .publishPercentileHistogram()
                            .register(metrics)
                            .record(latency));
        }
    }

    /**
     * Somebody else has the account, and this worker may have written beside it. Read at once, and once more a lease later: a write that had no answer
     * in time may still be on its way.
     */
    @Override
    public Uni<Void> lost(Claim claim, Look look) {
        if (look.situation().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Situation seen = look.situation().get();
        return readAgain(claim, seen).invoke(() -> {
            var later = Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(lease)
                    .chain(() -> readAgain(claim, seen)
                            .onFailure()
                            .retry()
                            .withBackOff(FIRST_WAIT, lease)
                            .atMost(MORE_TRIES))
                    .subscribe()
                    .with(
                            asked -> LOG.debugf("%s is read again", claim),
                            e -> LOG.warnf("%s is not read once more: %s", claim, e));
            LOG.tracef("%s: %s", claim, later);
        });
    }

    private Uni<Void> readAgain(Claim claim, Situation seen) {
        return database.transaction(tx -> store.verify(tx, seen.identity(), seen.target())
                        .chain(() -> due.mark(tx, List.of(new Mark(claim.kind(), claim.key(), Priority.INTERACTIVE)))))
                .invoke(due::wake);
    }
}
