package io.muster.workflows.grant;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.events.Change;
import io.muster.events.Event;
import io.muster.events.Topics;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.workflows.grant.AccessRules.Access;
import io.muster.workflows.identity.Decider;
import io.muster.workflows.identity.DecisionStore;
import io.muster.workflows.identity.DecisionStore.Decided;
import io.muster.workflows.identity.Emitter;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Decides a person's access and writes what changed: grants and their events, in the transaction of the decision. */
@ApplicationScoped
class GrantDecider implements Decider {
    private static final Logger LOG = Logger.getLogger(GrantDecider.class);

    private final GrantStore grants;
    private final Situations situations;
    private final DecisionStore decisions;
    private final RevocationLimits limits;
    private final SeparationStore separations;
    private final Outbox outbox;
    private final Emitter emitter;

    @Inject
    GrantDecider(
            GrantStore grants,
            Situations situations,
            DecisionStore decisions,
            RevocationLimits limits,
            SeparationStore separations,
            Outbox outbox,
            Emitter emitter) {
        this.grants = grants;
        this.situations = situations;
        this.decisions = decisions;
        this.limits = limits;
        this.separations = separations;
        this.outbox = outbox;
        this.emitter = emitter;
    }

    @Override
    public int order() {
        return 20;
    }

    @Override
    public Uni<Decision> decide(SqlConnection tx, Matter matter) {
        if (matter.policies().version() == 0) {
            // No policies are no reason to take anything away.
            return Uni.createFrom().item(Decision.again(List.of()));
        }
        var id = matter.person().id();
        return decisions
                .lock(tx, id)
                .chain(decided -> situations
                        .of(tx, matter.policies(), matter.person(), matter.now(), decided)
                        .chain(situation -> decisions
                                .keepEnded(tx, id, situation.endedAt())
                                .chain(() -> admitted(tx, situation, decided))
                                .chain(access -> decisions
                                        .keepHeld(tx, id, access.held())
                                        .chain(() -> separations.note(tx, matter, access.violations()))
                                        .chain(() -> write(tx, matter, situation, access))
                                        .replaceWith(() -> Decision.again(access.looks())))));
    }

    /** The access, with what a limit does not admit held back. */
    private Uni<Access> admitted(SqlConnection tx, Situation situation, Decided decided) {
        var access = AccessRules.decide(situation);
        var revoked = access.desired().values().stream()
                .filter(d -> d.why().byRule() && d.revokes(situation.grants().get(d.application())))
                .map(Desired::application)
                .toList();
        if (revoked.isEmpty() || decided.released()) {
            return Uni.createFrom().item(access);
        }
        return limits.admits(tx, situation.policies(), situation.person().id(), revoked, situation.now())
                .map(admitted -> admitted ? access : AccessRules.decide(situation.holding()));
    }

    private Uni<Void> write(SqlConnection tx, Matter matter, Situation situation, Access access) {
        var changed = new ArrayList<Grant>();
        var events = new ArrayList<OutboxRecord>();
        for (var desired : access.desired().values()) {
            var before = situation.grants().get(desired.application());
            if (desired.differsFrom(before)) {
                var grant = desired.grant(situation.person().id(), before, situation.now());
                changed.add(grant);
                events.add(OutboxRecord.of(
                        Topics.ACCESS_GRANTS,
                        grant.identity() + ":" + grant.application(),
                        event(matter, desired, before, grant)));
                LOG.infof(
                        "grant %s of %s: %s",
                        grant.application(), grant.identity(), grant.status().text());
            }
        }
        return changed.isEmpty()
                ? Uni.createFrom().voidItem()
                : grants.save(tx, changed, situation.now()).chain(() -> outbox.append(tx, events));
    }

    private Event event(Matter matter, Desired desired, @Nullable Grant before, Grant grant) {
        var why = desired.why();
        return emitter.state(
                GrantTypes.type(before, grant),
                grant.identity(),
                matter.occasion(),
                new Emitter.Deed(why.actor(), why.cause(), why.reason(), matter.now()),
                grant.version(),
                changes(before, grant),
                grant.resource());
    }

    private static List<Change> changes(@Nullable Grant before, Grant grant) {
        var old = before == null ? null : before.resource();
        var now = grant.resource();
        var changes = new ArrayList<Change>();
        for (var path : List.of("status", "entitlements", "validTo", "reasons")) {
            JsonNode was = old == null ? null : old.get(path);
            if (!Objects.equals(was, now.get(path))) {
                changes.add(new Change(path, was, now.get(path)));
            }
        }
        return changes;
    }
}
