package io.muster.dispatcher.quarantine;

import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** {@code POST /targets/{name}/release}: a person lets disables and deletions that wait at a limit go on. */
@Path("/targets/{name}/release")
@RolesAllowed("provisioning:write")
class ReleaseResource {
    private final TakeawayLimits limits;

    @Inject
    ReleaseResource(TakeawayLimits limits) {
        this.limits = limits;
    }

    /** 204; the window of the limits begins anew. */
    @POST
    public Uni<Response> release(@PathParam("name") String name) {
        return limits.release(name).map(known -> {
            if (!known) {
                throw new ProblemException(Problem.of(404, "no-such-target", name));
            }
            return Response.noContent().build();
        });
    }
}
