package io.muster.gateway.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.GatewayConfig;
import io.muster.gateway.request.Locations;
import io.muster.gateway.request.Media;
import io.muster.gateway.schema.Schemas;
import io.muster.gateway.search.ListResponse;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.Schema;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** ServiceProviderConfig, ResourceTypes and Schemas (RFC 7644 §4): always whole; a filter is refused with 403. */
@Path("/scim/v2")
@Produces({Media.SCIM, Media.JSON})
@RolesAllowed("scim:read")
public class DiscoveryEndpoint {
    private final Schemas schemas;
    private final GatewayConfig config;

    DiscoveryEndpoint(Schemas schemas, GatewayConfig config) {
        this.schemas = schemas;
        this.config = config;
    }

    /** The configuration. */
    @GET
    @Path("/ServiceProviderConfig")
    public Response serviceProviderConfig(UriInfo uri, HttpHeaders headers) {
        refuseFilter(uri);
        return answer(
                headers, ServiceProviderConfig.of(config, Locations.of(uri).base() + "/ServiceProviderConfig"));
    }

    /** All resource types. */
    @GET
    @Path("/ResourceTypes")
    public Response resourceTypes(UriInfo uri, HttpHeaders headers) {
        refuseFilter(uri);
        return answer(
                headers,
                ListResponse.all(
                        schemas.types().stream().map(type -> json(type, uri)).toList()));
    }

    /** One of them: {@code User}. */
    @GET
    @Path("/ResourceTypes/{name}")
    public Response resourceType(@PathParam("name") String name, UriInfo uri, HttpHeaders headers) {
        return answer(
                headers,
                schemas.current()
                        .resourceType(name)
                        .map(type -> json(type, uri))
                        .orElseThrow(() -> new ScimError.NotFound("ResourceType", name).refused()));
    }

    /** All schemas of resources. */
    @GET
    @Path("/Schemas")
    public Response schemas(UriInfo uri, HttpHeaders headers) {
        refuseFilter(uri);
        return answer(
                headers,
                ListResponse.all(schemas.current().schemas().stream()
                        .map(schema -> json(schema, uri))
                        .toList()));
    }

    /** One of them, by its URN. */
    @GET
    @Path("/Schemas/{urn}")
    public Response schema(@PathParam("urn") String urn, UriInfo uri, HttpHeaders headers) {
        return answer(
                headers,
                schemas.current()
                        .schema(urn)
                        .map(schema -> json(schema, uri))
                        .orElseThrow(() -> new ScimError.NotFound("Schema", urn).refused()));
    }

    private static ObjectNode json(ResourceType type, UriInfo uri) {
        var json = type.toJson();
        json.withObjectProperty("meta").put("location", Locations.of(uri).of("/ResourceTypes", type.name()));
        return json;
    }

    private static ObjectNode json(Schema schema, UriInfo uri) {
        var json = schema.toJson();
        json.withObjectProperty("meta").put("location", Locations.of(uri).of("/Schemas", schema.id()));
        return json;
    }

    private static void refuseFilter(UriInfo uri) {
        if (uri.getQueryParameters().containsKey("filter")) {
            throw new ScimError.Forbidden("Discovery is always answered whole; it takes no filter.").refused();
        }
    }

    private static Response answer(HttpHeaders headers, ObjectNode body) {
        return Media.answer(headers, 200, body).build();
    }

    private static Response answer(HttpHeaders headers, ListResponse all) {
        return Media.answer(headers, 200, all.toJson()).build();
    }
}
