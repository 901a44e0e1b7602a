package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.request.Call;
import io.muster.gateway.request.Calls;
import io.muster.gateway.request.JsonBody;
import io.muster.gateway.request.Locations;
import io.muster.gateway.request.Media;
import io.muster.gateway.request.Preconditions;
import io.muster.gateway.request.Shown;
import io.muster.gateway.schema.Schemas;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** Single resources of every type (RFC 7644 §3.3, §3.4.1, §3.5, §3.6). */
@Path("/scim/v2")
@Produces({Media.SCIM, Media.JSON})
public class ResourceEndpoint {
    private final ResourceCreation creation;
    private final ResourceChanges changes;
    private final ResourceReads reads;
    private final Representations representations;
    private final Schemas schemas;
    private final Calls calls;

    ResourceEndpoint(
            ResourceCreation creation,
            ResourceChanges changes,
            ResourceReads reads,
            Representations representations,
            Schemas schemas,
            Calls calls) {
        this.creation = creation;
        this.changes = changes;
        this.reads = reads;
        this.representations = representations;
        this.schemas = schemas;
        this.calls = calls;
    }

    /** 201 with the resource, {@code Location} and {@code ETag}; 409 uniqueness. */
    @POST
    @Path("/{endpoint}")
    @Consumes({Media.SCIM, Media.JSON})
    @RolesAllowed("scim:write")
    public Uni<Response> create(@PathParam("endpoint") String endpoint, byte[] body, UriInfo uri, HttpHeaders headers) {
        var call = calls.current();
        var shown = Shown.of(uri.getQueryParameters(), calls.hidden());
        return schemas.find(endpoint)
                .invoke(shown::on)
                .chain(type -> creation.create(call, type, JsonBody.read(body)))
                .chain(written -> reads.showNew(written, shown, Locations.of(uri))
                        .map(shape -> withHeaders(Media.answer(headers, 201, shape), written, uri)));
    }

    /** 200 with the resource, 304 where {@code If-None-Match} names its version, 404. */
    @GET
    @Path("/{endpoint}/{id}")
    @RolesAllowed("scim:read")
    public Uni<Response> read(
            @PathParam("endpoint") String endpoint, @PathParam("id") String id, UriInfo uri, HttpHeaders headers) {
        var preconditions = Preconditions.of(headers);
        var shown = Shown.of(uri.getQueryParameters(), calls.hidden());
        var at = Locations.of(uri);
        return schemas.find(endpoint)
                .chain(type -> reads.read(type, Types.id(type, id), preconditions, shown, at))
                .map(read -> Media.tag(
                                read.body()
                                        .map(body -> Media.answer(headers, 200, body))
                                        .orElseGet(Response::notModified),
                                read.etag())
                        .header(HttpHeaders.LOCATION, at.of("/" + endpoint, read.id()))
                        .build());
    }

    /** 200 with the resource; never creates. */
    @PUT
    @Path("/{endpoint}/{id}")
    @Consumes({Media.SCIM, Media.JSON})
    @RolesAllowed("scim:write")
    public Uni<Response> replace(
            @PathParam("endpoint") String endpoint,
            @PathParam("id") String id,
            byte[] body,
            UriInfo uri,
            HttpHeaders headers) {
        var shown = Shown.of(uri.getQueryParameters(), calls.hidden());
        return changed(changes::replace, endpoint, id, body, shown, headers)
                .chain(written -> answer(headers, 200, written, shown, uri));
    }

    /**
     * 200 with the resource; of a group 204, unless the client says which attributes it wants to see: the answer to one more member
     * must not be all of them.
     */
    @PATCH
    @Path("/{endpoint}/{id}")
    @Consumes({Media.SCIM, Media.JSON})
    @RolesAllowed("scim:write")
    public Uni<Response> patch(
            @PathParam("endpoint") String endpoint,
            @PathParam("id") String id,
            byte[] body,
            UriInfo uri,
            HttpHeaders headers) {
        var shown = Shown.of(uri.getQueryParameters(), calls.hidden());
        return changed(changes::patch, endpoint, id, body, shown, headers)
                .chain(written -> written.resource().type().equals("Group") && !shown.asked()
                        ? Uni.createFrom().item(withHeaders(Response.noContent(), written, uri))
                        : answer(headers, 200, written, shown, uri));
    }

    /** 204; afterwards every method answers 404 and the names are free. */
    @DELETE
    @Path("/{endpoint}/{id}")
    @RolesAllowed("scim:write")
    public Uni<Response> delete(
            @PathParam("endpoint") String endpoint, @PathParam("id") String id, HttpHeaders headers) {
        var call = calls.current();
        return schemas.find(endpoint)
                .chain(type -> changes.delete(call, type, Types.id(type, id), Preconditions.of(headers)))
                .map(deleted -> Response.noContent().build());
    }

    /** What PUT and PATCH have in common: all but what they make of the body. */
    private interface Change {
        Uni<Written> make(Call call, ResourceType type, String id, Preconditions preconditions, ObjectNode body);
    }

    private Uni<Written> changed(
            Change change, String endpoint, String id, byte[] body, Shown shown, HttpHeaders headers) {
        var call = calls.current();
        return schemas.find(endpoint)
                .invoke(shown::on)
                .chain(type ->
                        change.make(call, type, Types.id(type, id), Preconditions.of(headers), JsonBody.read(body)));
    }

    private Uni<Response> answer(HttpHeaders headers, int status, Written written, Shown shown, UriInfo uri) {
        return reads.show(written, shown, Locations.of(uri))
                .map(body -> withHeaders(Media.answer(headers, status, body), written, uri));
    }

    private Response withHeaders(Response.ResponseBuilder answer, Written written, UriInfo uri) {
        var location = representations.location(written.resource(), Locations.of(uri));
        return Media.tag(
                        Media.warn(answer, written.warnings()),
                        written.resource().etag())
                .header(HttpHeaders.LOCATION, location)
                .build();
    }
}
