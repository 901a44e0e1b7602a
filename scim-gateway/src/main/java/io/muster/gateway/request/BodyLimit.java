package io.muster.gateway.request;

import io.muster.gateway.GatewayConfig;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads no more of a body than its address takes; a byte more is answered with 413 and the limit, whether or not the request told its
 * length. The HTTP server's own limit would drop the connection without a word.
 */
@Provider
public class BodyLimit implements ReaderInterceptor {
    private static final String BULK = "/scim/v2/Bulk";
    /** How long a client that writes on may need until it reads its answer. */
    private static final long REST_MILLIS = 10_000;

    private final RoutingContext routing;
    private final int body;
    private final int bulkBody;

    BodyLimit(RoutingContext routing, GatewayConfig config) {
        this.routing = routing;
        this.body = config.limits().body();
        this.bulkBody = config.limits().bulkBody();
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        int limit = routing.normalizedPath().startsWith(BULK) ? bulkBody : body;
        context.setInputStream(new Limited(context.getInputStream(), limit));
        return context.proceed();
    }

    private final class Limited extends FilterInputStream {
        private final int limit;
        private int read;

        Limited(InputStream in, int limit) {
            super(in);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int size = super.read(into, from, length);
            count(Math.max(0, size));
            return size;
        }

        private void count(int size) {
            read += size;
            if (read > limit) {
                forgetTheRest();
                throw new ProblemException(
                        Problem.of(413, "too-large", "The body is larger than the limit of " + limit + " bytes."));
            }
        }
    }

    /** A client that still writes must be let write, for a while: a connection that is closed with data unread takes the answer with it. */
    private void forgetTheRest() {
        var request = routing.request();
        var response = routing.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        var connection = request.connection();
        var vertx = routing.vertx();
        // Whichever is later: the last of the body, or of the answer.
        routing.addEndHandler(answered -> {
            if (request.isEnded()) {
                connection.close();
            }
        });
        vertx.getOrCreateContext().runOnContext(now -> {
            if (!request.isEnded()) {
                request.endHandler(end -> {
                    if (response.ended()) {
                        connection.close();
                    }
                });
                request.handler(rest -> {});
                request.resume();
                vertx.setTimer(REST_MILLIS, late -> connection.close());
            }
        });
    }
}
