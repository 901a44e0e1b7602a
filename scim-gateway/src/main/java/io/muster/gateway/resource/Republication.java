package io.muster.gateway.resource;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One telling of everything.
 *
 * @param id of itself
 * @param stage what it is at
 * @param resources users, groups and resources of added types
 * @param requestedBy the actor
 * @param endedAt real time; null while it goes on
 */
record Republication(
        String id,
        Stage stage,
        Progress resources,
        Progress memberships,
        String requestedBy,
        Instant requestedAt,
        @Nullable Instant endedAt) {
    Republication {
        Objects.requireNonNull(stage);
    }

    /** In this order; an administrator may stop it before the end. */
    enum Stage {
        SCHEMAS,
        RESOURCES,
        MEMBERSHIPS,
        DONE,
        STOPPED
    }

    /**
     * How far.
     *
     * @param told events so far
     * @param total how many there were at the start; what comes or goes meanwhile is not counted anew
     */
    record Progress(long told, long total) {}
}
