package io.muster.gateway.discovery;

import io.muster.gateway.request.Locations;
import io.muster.gateway.request.Media;
import io.muster.runtime.security.Caller;
import io.muster.scim.error.ScimError;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;

/** {@code /Me} (RFC 7644 §3.11): 308 to the person's own resource; 501 for a client, which is no resource. */
@Path("/scim/v2/Me")
@Produces({Media.SCIM, Media.JSON})
@RolesAllowed({"scim:read", "scim:write"})
public class MeEndpoint {
    private static final int PERMANENT_REDIRECT = 308;

    private final Caller caller;

    MeEndpoint(Caller caller) {
        this.caller = caller;
    }

    /** Where I am. */
    @GET
    public Response read(UriInfo uri) {
        return redirect(uri);
    }

    /** The same for a replacement. */
    @PUT
    public Response replace(UriInfo uri) {
        return redirect(uri);
    }

    /** The same for a PATCH. */
    @PATCH
    public Response patch(UriInfo uri) {
        return redirect(uri);
    }

    /** The same for a deletion. */
    @DELETE
    public Response delete(UriInfo uri) {
        return redirect(uri);
    }

    /** Nobody registers himself. */
    @POST
    public Response create() {
        throw new ScimError.NotImplemented("Nobody can register himself here.").refused();
    }

    private Response redirect(UriInfo uri) {
        if (!caller.isPerson()) {
            throw new ScimError.NotImplemented("The token is a client's; a client has no resource.").refused();
        }
        var query = uri.getRequestUri().getRawQuery();
        var mine = Locations.of(uri).of("/Users", caller.subject()) + (query == null ? "" : "?" + query);
        return Response.status(PERMANENT_REDIRECT).location(URI.create(mine)).build();
    }
}
