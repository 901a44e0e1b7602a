package io.muster.dispatcher.reconciliation;

import io.muster.dispatcher.target.Targets;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** {@code POST /targets/{name}/reconciliation}: compare a target now. */
@Path("/targets/{name}/reconciliation")
@RolesAllowed("provisioning:write")
class ReconciliationResource {
    private final Reconciliation reconciliation;
    private final Targets targets;

    @Inject
    ReconciliationResource(Reconciliation reconciliation, Targets targets) {
        this.reconciliation = reconciliation;
        this.targets = targets;
    }

    /** 202; what came of it is in {@code GET /targets/{name}}. */
    @POST
    public Uni<Response> reconcile(@PathParam("name") String name) {
        if (targets.find(name).isEmpty()) {
            throw new ProblemException(Problem.of(404, "no-such-target", "no open target " + name));
        }
        return reconciliation.now(name).replaceWith(() -> Response.accepted().build());
    }
}
