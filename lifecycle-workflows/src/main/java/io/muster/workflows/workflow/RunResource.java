package io.muster.workflows.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.runtime.paging.Page;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The history of runs; starting one by hand. */
@Path("/runs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class RunResource {
    /** {@code {"workflow":"real-time-change","identity":userId}}. */
    record Wanted(@NotBlank String workflow, @NotBlank String identity) {}

    private final RunService runs;

    @Inject
    RunResource(RunService runs) {
        this.runs = runs;
    }

    /** Newest first. */
    @GET
    @RolesAllowed("policy:read")
    public Uni<Page<ObjectNode>> list(
            @QueryParam("identity") @Nullable String identity,
            @QueryParam("workflow") @Nullable String workflow,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return runs.list(identity, workflow, cursor, limit);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed("policy:read")
    public Uni<ObjectNode> read(@PathParam("id") String id) {
        return runs.read(id);
    }

    /** Starts a workflow whose trigger is {@code onDemand}, for one person. */
    @POST
    @RolesAllowed("policy:write")
    public Uni<RestResponse<ObjectNode>> start(@NotNull @Valid Wanted wanted) {
        return runs.start(wanted.workflow(), wanted.identity())
                .map(run -> RestResponse.ResponseBuilder.<ObjectNode>created(
                                URI.create("/runs/" + run.path("id").asText()))
                        .entity(run)
                        .build());
    }
}
