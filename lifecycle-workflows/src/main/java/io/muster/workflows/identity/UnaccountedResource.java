package io.muster.workflows.identity;

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

/** People, groups and memberships that the gateway, since its store was restored, has not told of: kept, listed, decided by a person. */
@Path("/unaccounted")
@Produces(MediaType.APPLICATION_JSON)
class UnaccountedResource {
    private final Unaccounted unaccounted;

    @Inject
    UnaccountedResource(Unaccounted unaccounted) {
        this.unaccounted = unaccounted;
    }

    /** Groups, memberships, then people, each in the order of their ids. */
    @GET
    @RolesAllowed("policy:read")
    public Uni<Page<Unaccounted.One>> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return unaccounted.list(cursor, limit);
    }

    /** With the whole resource: what an administrator of the gateway needs to decide. */
    @GET
    @Path("/{id}")
    @RolesAllowed("scim:admin")
    public Uni<Unaccounted.One> read(@PathParam("id") String id) {
        return unaccounted.read(id);
    }
}
