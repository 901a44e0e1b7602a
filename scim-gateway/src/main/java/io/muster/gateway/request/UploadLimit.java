package io.muster.gateway.request;

import io.muster.gateway.GatewayConfig;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * How much of an import's file is let onto the disk: a little more than the largest that is imported, so that the import can say the limit itself.
 * All other bodies are held in memory and end at their {@link BodyLimit}.
 */
@Singleton
class UploadLimit {
    private static final String IMPORTS = "/import";
    /** The mapping, and what parts the two. */
    private static final long AROUND_THE_FILE = 2L * 1024 * 1024;

    private final long limit;

    UploadLimit(GatewayConfig config) {
        this.limit = config.imports().maxBytes() + AROUND_THE_FILE;
    }

    /** Right behind the server's own limit. */
    void register(@Observes Filters filters) {
        filters.register(this::check, 1);
    }

    private void check(RoutingContext request) {
        if (!request.normalizedPath().startsWith(IMPORTS)) {
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
