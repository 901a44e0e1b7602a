package io.muster.workflows.policy;

import io.muster.events.Event;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** Told in the transaction in which a version of the policies is stored. */
public interface PolicyApplied {
    /**
     * Marks what must be looked at again.
     *
     * @param event the {@code policy.applied} event: the cause of what follows
     */
    Uni<Void> applied(SqlConnection tx, PolicySet policies, Event event);
}
