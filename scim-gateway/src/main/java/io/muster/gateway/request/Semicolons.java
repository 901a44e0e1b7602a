package io.muster.gateway.request;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * A semicolon in a query is a part of a value (RFC 3986 §3.4). The HTTP server would take it for the value's end, and half a filter finds
 * other people.
 */
@Singleton
class Semicolons {
    /** Before all that looks at the query. */
    private static final int FIRST = 1_000;

    void register(@Observes Filters filters) {
        filters.register(Semicolons::check, FIRST);
    }

    private static void check(RoutingContext request) {
        var address = request.request().uri();
        int query = address.indexOf('?');
        if (query < 0 || address.indexOf(';', query) < 0) {
            request.next();
        } else {
            request.reroute(
                    address.substring(0, query) + address.substring(query).replace(";", "%3B"));
        }
    }
}
