package io.muster.workflows.grant;

import io.muster.workflows.policy.PolicyDirectory;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What a directory would change for everybody, with nothing written. */
@Path("/policies/plan")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class PlanResource {
    private final Planner planner;

    @Inject
    PlanResource(Planner planner) {
        this.planner = planner;
    }

    @POST
    @RolesAllowed("policy:read")
    public Uni<Plan> plan(PolicyDirectory directory) {
        return planner.plan(directory);
    }
}
