package io.muster.workflows.identity;

import io.muster.workflows.policy.PolicySet;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides one matter for one person, in the transaction that holds the identity's lock. */
public interface Decider {
    /**
     * The person and all that a decision about him needs.
     *
     * @param now business time, the same for all deciders
     * @param lastDecided business time of the decision before; null for the first
     */
    record Matter(
            Person person,
            PolicySet policies,
            Occasion occasion,
            Instant now,
            @Nullable Instant lastDecided) {
        Matter because(Occasion other) {
            return new Matter(person, policies, other, now, lastDecided);
        }
    }

    /**
     * What deciding came to.
     *
     * @param timers when it wants to be asked again
     * @param occasion what is the cause of the decisions that follow, when this one is
     */
    record Decision(List<Timer> timers, Optional<Occasion> occasion) {
        public Decision {
            timers = List.copyOf(timers);
        }

        public static Decision again(List<Timer> timers) {
            return new Decision(timers, Optional.empty());
        }
    }

    /** Requests end before access is decided, runs start after it. */
    int order();

    /** Decides and writes. */
    Uni<Decision> decide(SqlConnection tx, Matter matter);
}
