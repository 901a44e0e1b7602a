package io.muster.workflows.grant;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Revocations that a limit holds back: see them, let them pass. */
@Path("/revocations")
@Produces(MediaType.APPLICATION_JSON)
class RevocationResource {
    private final RevocationService revocations;

    @Inject
    RevocationResource(RevocationService revocations) {
        this.revocations = revocations;
    }

    @GET
    @RolesAllowed("policy:read")
    public Uni<RevocationService.State> state() {
        return revocations.state();
    }

    @POST
    @Path("/release")
    @RolesAllowed("policy:write")
    public Uni<RevocationService.Released> release() {
        return revocations.release();
    }
}
