package io.muster.gateway.search;

import io.muster.gateway.request.Asker;
import io.muster.gateway.request.Calls;
import io.muster.gateway.request.JsonBody;
import io.muster.gateway.request.Locations;
import io.muster.gateway.request.Media;
import io.muster.gateway.schema.Schemas;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** Lists of one type and of all, by GET and by {@code POST /.search} (RFC 7644 §3.4.2, §3.4.3). */
@Path("/scim/v2")
@Produces({Media.SCIM, Media.JSON})
@RolesAllowed("scim:read")
public class SearchEndpoint {
    private final Search search;
    private final Schemas schemas;
    private final Calls calls;

    SearchEndpoint(Search search, Schemas schemas, Calls calls) {
        this.search = search;
        this.schemas = schemas;
        this.calls = calls;
    }

    /** Everything, of all types. */
    @GET
    public Uni<Response> listAll(UriInfo uri, HttpHeaders headers) {
        var request = SearchRequest.of(uri.getQueryParameters(), calls.hidden());
        return answer(calls.asker(), schemas.types(), request, Locations.of(uri), headers);
    }

    /** A search over all types. */
    @POST
    @Path("/.search")
    @Consumes({Media.SCIM, Media.JSON})
    public Uni<Response> searchAll(byte[] body, UriInfo uri, HttpHeaders headers) {
        var request = SearchRequest.of(JsonBody.read(body), calls.hidden());
        return answer(calls.asker(), schemas.types(), request, Locations.of(uri), headers);
    }

    /** A list of one type. */
    @GET
    @Path("/{endpoint}")
    public Uni<Response> list(@PathParam("endpoint") String endpoint, UriInfo uri, HttpHeaders headers) {
        var asker = calls.asker();
        var request = SearchRequest.of(uri.getQueryParameters(), calls.hidden());
        return schemas.find(endpoint).chain(type -> answer(asker, List.of(type), request, Locations.of(uri), headers));
    }

    /** A search of one type. */
    @POST
    @Path("/{endpoint}/.search")
    @Consumes({Media.SCIM, Media.JSON})
    public Uni<Response> search(@PathParam("endpoint") String endpoint, byte[] body, UriInfo uri, HttpHeaders headers) {
        var asker = calls.asker();
        var request = SearchRequest.of(JsonBody.read(body), calls.hidden());
        return schemas.find(endpoint).chain(type -> answer(asker, List.of(type), request, Locations.of(uri), headers));
    }

    private Uni<Response> answer(
            Asker asker, List<ResourceType> types, SearchRequest request, Locations at, HttpHeaders headers) {
        return search.find(asker, types, request, at)
                .map(page -> Media.answer(headers, 200, page.toJson()).build());
    }
}
