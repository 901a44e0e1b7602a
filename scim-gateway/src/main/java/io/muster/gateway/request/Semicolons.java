package io.muster.gateway.request;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * A semicolon in an address is a part of an id or of a value (RFC 3986 §3.3, §3.4). The HTTP server would take it for the end of either, and
 * half a filter finds other people.
 */
@Singleton
class Semicolons {
    /** Before all that looks at the address. */
    private static final int FIRST = 1_000;

    void register(@Observes Filters filters) {
        filters.register(Semicolons::check, FIRST);
    }

    private static void check(RoutingContext request) {
        var address = request.request().uri();
        if (address.indexOf(';') < 0) {
            request.next();
        } else {
            // A client may also name the server in the address (RFC 9112 §3.2.2).
            int path = address.startsWith("/") ? 0 : address.indexOf('/', address.indexOf("://") + 3);
            request.reroute(path < 0 ? "/" : address.substring(path).replace(";", "%3B"));
        }
    }
}
