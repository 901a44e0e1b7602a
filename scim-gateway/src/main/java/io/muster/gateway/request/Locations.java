package io.muster.gateway.request;

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

    /** Of one resource. */
    public String of(String endpoint, String id) {
        return base + endpoint + "/" + id;
    }
}
