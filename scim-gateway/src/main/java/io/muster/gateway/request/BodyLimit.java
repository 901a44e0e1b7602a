package io.muster.gateway.request;

import io.muster.gateway.GatewayConfig;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * How much of a body is read at all. The service's own setting ({@code quarkus.http.limits.max-body-size}) lets the file of an import through, which
 * goes to disk; every other body is held in memory, and ends a little above the largest that the gateway takes.
 */
@ApplicationScoped
class BodyLimit {
    private static final String IMPORTS = "/import";

    private final long limit;

    BodyLimit(GatewayConfig config) {
        var limits = config.limits();
        this.limit = Math.max(limits.body(), limits.bulkBody()) * 3L / 2;
    }

    /** Right behind the service's own limit. */
    void register(@Observes Filters filters) {
        filters.register(this::check, 1);
    }

    private void check(RoutingContext request) {
        if (request.normalizedPath().equals(IMPORTS)) {
            request.next();
            return;
        }
        var length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            request.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, limit);
            request.next();
        } else if (Long.parseLong(length) <= limit) {
            request.next();
        } else {
            request.response()
                    .putHeader(HttpHeaders.CONNECTION, "close")
                    .setStatusCode(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE.code())
                    .end();
        }
    }
}
