package io.muster.workflows.identity;

import io.muster.runtime.clock.BusinessClock;
import io.muster.runtime.pg.due.Claim;
import io.muster.runtime.pg.due.LoopSettings;
import io.muster.runtime.pg.due.Next;
import io.muster.runtime.pg.due.WorkLoops;
import io.muster.runtime.pg.due.Worker;
import io.muster.workflows.identity.Decider.Matter;
import io.muster.workflows.policy.Policies;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The loop over identities that are due. All of a decision is one transaction: lock the identity, ask the deciders in order, keep the timers; the
 * claim ends with it.
 */
@ApplicationScoped
public class IdentityWorker implements Worker<String, String> {
    /** Kind of the due rows; their key is the identity's id. */
    public static final String KIND = "identity";

    private static final int CONCURRENCY = 4;

    private final WorkLoops loops;
    private final Policies policies;
    private final IdentityStore identities;
    private final DecisionStore decisions;
    private final OccasionStore occasions;
    private final BusinessClock clock;
    private final List<Decider> deciders;

    @Inject
    IdentityWorker(
            WorkLoops loops,
            Policies policies,
            IdentityStore identities,
            DecisionStore decisions,
            OccasionStore occasions,
            BusinessClock clock,
            @Any Instance<Decider> deciders) {
        this.loops = loops;
        this.policies = policies;
        this.identities = identities;
        this.decisions = decisions;
        this.occasions = occasions;
        this.clock = clock;
        this.deciders = deciders.stream()
                .sorted(Comparator.comparingInt(Decider::order))
                .toList();
    }

    void start(@Observes StartupEvent started) {
        loops.start(LoopSettings.of(KIND).withConcurrency(CONCURRENCY), this);
    }

    /** Nothing leaves this service before the decision is stored: looking and deciding are one transaction, see {@link #record}. */
    @Override
    public Uni<String> look(Claim claim) {
        return Uni.createFrom().item(claim.key());
    }

    @Override
    public Uni<String> act(Claim claim, String identity) {
        return Uni.createFrom().item(identity);
    }

    @Override
    public Uni<Next> record(SqlConnection tx, Claim claim, String identity, String same) {
        return policies.current(tx)
                .chain(set -> decisions
                        .lock(tx, identity)
                        .chain(decided -> identities.find(tx, set, identity).chain(known -> {
                            if (known.isEmpty()) {
                                // Not known (yet): missing knowledge decides nothing.
                                return Uni.createFrom().<Next>item(new Next.Done());
                            }
                            var matter = new Matter(
                                    known.get().person(),
                                    set,
                                    known.get().occasion(),
                                    clock.instant(),
                                    decided.decidedAt());
                            return decide(tx, matter).chain(timers -> keep(tx, matter, timers));
                        })));
    }

    /** One decider after the other; what one of them decides may be the cause for those behind it. */
    private Uni<List<Timer>> decide(SqlConnection tx, Matter matter) {
        return decide(tx, matter, 0, new ArrayList<>());
    }

    private Uni<List<Timer>> decide(SqlConnection tx, Matter matter, int index, List<Timer> timers) {
        if (index == deciders.size()) {
            return Uni.createFrom().item(List.copyOf(timers));
        }
        return deciders.get(index).decide(tx, matter).chain(decision -> {
            timers.addAll(decision.timers());
            var next = decision.occasion().map(matter::because).orElse(matter);
            return decide(tx, next, index + 1, timers);
        });
    }

    private Uni<Next> keep(SqlConnection tx, Matter matter, List<Timer> timers) {
        var id = matter.person().id();
        return decisions
                .replaceTimers(tx, id, timers)
                .chain(() -> occasions.forget(tx, id))
                .chain(() -> decisions.done(tx, id, matter.now()))
                .replaceWith(timers.stream()
                        .min(Timer.EARLIEST)
                        .<Next>map(next -> new Next.Again(next.firesAt()))
                        .orElseGet(Next.Done::new));
    }
}
