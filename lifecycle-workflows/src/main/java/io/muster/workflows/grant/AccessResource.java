package io.muster.workflows.grant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.runtime.paging.Page;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** What a person has, and why. */
@Path("/identities/{id}")
@Produces(MediaType.APPLICATION_JSON)
class AccessResource {
    private final AccessAnswers answers;

    @Inject
    AccessResource(AccessAnswers answers) {
        this.answers = answers;
    }

    /** What was decided, application by application; also what he had once. */
    @GET
    @Path("/access")
    @RolesAllowed({AccessAnswers.READER, "access:request"})
    public Uni<Page<ObjectNode>> access(@PathParam("id") String id) {
        return answers.access(id);
    }

    /** Decides anew and shows how: each rule with its scope, each value with where it comes from. */
    @GET
    @Path("/explain")
    @RolesAllowed({AccessAnswers.READER, "access:request"})
    public Uni<AccessAnswers.Explanation> explain(
            @PathParam("id") String id, @QueryParam("application") @Nullable String application) {
        return answers.explain(id, application);
    }
}
