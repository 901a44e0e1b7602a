package io.muster.gateway.request;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.UriInfo;

/**
 * Where resources are, seen from the client.
 *
 * @param base with {@code /scim/v2} and without a slash at the end
 */
public record Locations(String base) {
    /** As the request came in; behind a proxy as its forwarded headers say, if the service is set to trust them. */
    public static Locations of(UriInfo uri) {
        var root = uri.getBaseUri().toString();
        return new Locations((root.endsWith("/") ? root : root + "/") + "scim/v2");
    }

    /** The same without that an address is taken apart, for what is asked most often. */
    public static Locations of(HttpServerRequest request, UriInfo uri) {
        var authority = request.authority();
        return authority == null ? of(uri) : new Locations(request.scheme() + "://" + authority + "/scim/v2");
    }

    /** Of one resource. */
    public String of(String endpoint, String id) {
        return base + endpoint + "/" + id;
    }
}
