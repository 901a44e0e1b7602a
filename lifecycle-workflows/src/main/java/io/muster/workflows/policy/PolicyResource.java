package io.muster.workflows.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.muster.runtime.problem.Bodies;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.runtime.security.Caller;
import io.muster.runtime.telemetry.Correlation;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The policies as a whole directory: read it, its versions and the schemas; replace it. */
@Path("/policies")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class PolicyResource {
    /** The current version with its files; version 0 without any before the first. */
    record Current(
            long version,
            @Nullable String appliedBy,
            List<PolicyVersion.DocumentVersion> documents,
            List<PolicyFile> files) {}

    private final PolicyService policies;
    private final PolicyReader reader;
    private final Caller caller;
    private final Correlation correlation;

    @Inject
    PolicyResource(PolicyService policies, PolicyReader reader, Caller caller, Correlation correlation) {
        this.policies = policies;
        this.reader = reader;
        this.caller = caller;
        this.correlation = correlation;
    }

    @PUT
    @RolesAllowed("policy:write")
    public Uni<PolicyService.Applied> apply(PolicyDirectory directory) {
        return policies.apply(
                Bodies.required(directory),
                new PolicyService.Author(caller.actor(), correlation.correlationId(), correlation.traceparent()));
    }

    @GET
    @RolesAllowed("policy:read")
    public Uni<Current> current() {
        return policies.current()
                .map(current -> current.map(stored -> new Current(
                                stored.version().version(),
                                stored.version().appliedBy(),
                                stored.version().documents(),
                                stored.files()))
                        .orElse(new Current(0, null, List.of(), List.of())));
    }

    /** Newest first. */
    @GET
    @Path("/versions")
    @RolesAllowed("policy:read")
    public Uni<Page<PolicyVersion>> versions(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        int size = Cursor.limit(limit);
        var after = Cursor.decode(cursor, 1);
        long before = after.isEmpty() ? Long.MAX_VALUE : number(after.getFirst());
        return policies.versions(before, size + 1)
                .map(rows -> Page.of(rows, size, last -> Cursor.encode(Long.toString(last.version()))));
    }

    @GET
    @Path("/schemas")
    @RolesAllowed("policy:read")
    public Map<String, List<String>> kinds() {
        return Map.of("kinds", PolicySchemas.KINDS);
    }

    @GET
    @Path("/schemas/{kind}")
    @RolesAllowed("policy:read")
    public ObjectNode schema(@PathParam("kind") String kind) {
        if (!PolicySchemas.KINDS.contains(kind)) {
            throw new ProblemException(Problem.of(404, "not-found", "There is no policy kind of this name.")
                    .with("allowed", PolicySchemas.KINDS));
        }
        return reader.schemas().schema(kind);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ProblemException(
                    Problem.of(400, "invalid-cursor", "\"cursor\" is not one that this list gave."), e);
        }
    }
}
