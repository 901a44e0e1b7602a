package io.muster.dispatcher.quarantine;

import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.runtime.security.Caller;
import io.muster.runtime.telemetry.Correlation;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** {@code POST /targets/{name}/release}: a person lets disables and deletions that wait at a limit go on, and ends a quarantine. */
@Path("/targets/{name}/release")
@RolesAllowed("provisioning:write")
class ReleaseResource {
    private final Releases releases;
    private final Caller caller;
    private final Correlation correlation;

    @Inject
    ReleaseResource(Releases releases, Caller caller, Correlation correlation) {
        this.releases = releases;
        this.caller = caller;
        this.correlation = correlation;
    }

    /** 204; the window of the limits begins anew. */
    @POST
    public Uni<Response> release(@PathParam("name") String name) {
        return releases.release(name, caller.actor(), correlation.correlationId())
                .map(known -> {
                    if (!known) {
                        throw new ProblemException(Problem.of(404, "no-such-target", name));
                    }
                    return Response.noContent().build();
                });
    }
}
