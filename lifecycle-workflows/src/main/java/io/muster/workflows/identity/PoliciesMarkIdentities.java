package io.muster.workflows.identity;

import io.muster.events.Event;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.Priority;
import io.muster.workflows.policy.PolicyApplied;
import io.muster.workflows.policy.PolicySet;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Other policies may mean other access for anybody: all identities become due, behind people and imports that wait. */
@ApplicationScoped
class PoliciesMarkIdentities implements PolicyApplied {
    private final DueStore due;
    private final OccasionStore occasions;

    @Inject
    PoliciesMarkIdentities(DueStore due, OccasionStore occasions) {
        this.due = due;
        this.occasions = occasions;
    }

    @Override
    public Uni<Void> applied(SqlConnection tx, PolicySet policies, Event event) {
        var occasion = new Occasion(event.id(), event.correlationId(), event.traceparent(), event.lane());
        // The due row first, then the occasion, as the loop locks them: else the two wait for each other in a circle.
        return due.markAll(tx, IdentityWorker.KIND, Priority.BULK, "select key from identity")
                .chain(() -> occasions.noteForAll(tx, occasion));
    }
}
