package io.muster.workflows.grant;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Access that somebody approved.
 *
 * @param entitlements by application, as they were approved
 * @param until when it ends; null for no end
 * @param approvedBy who decided last; null when no approval was needed
 */
public record Assignment(
        String request,
        String person,
        String accessPackage,
        long packageVersion,
        Map<String, List<String>> entitlements,
        @Nullable Instant until,
        @Nullable String approvedBy) {
    public Assignment {
        entitlements = Map.copyOf(entitlements);
    }

    /** Where approved requests come from. */
    public interface Source {
        /** The approved requests of these people that have not ended. */
        Uni<List<Assignment>> assignmentsOf(SqlConnection tx, Collection<String> people);
    }
}
