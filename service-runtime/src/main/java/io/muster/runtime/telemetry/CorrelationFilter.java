package io.muster.runtime.telemetry;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Takes over or makes the correlation id, puts it into the log's fields and into the answer. */
public class CorrelationFilter {
    private final Correlation correlation;

    @Inject
    CorrelationFilter(Correlation correlation) {
        this.correlation = correlation;
    }

    @ServerRequestFilter(preMatching = true)
    public void request(ContainerRequestContext request) {
        correlation.take(request.getHeaderString(Correlation.HEADER), request.getHeaderString("traceparent"));
        MDC.put("correlationId", correlation.correlationId());
    }

    @ServerResponseFilter
    public void response(ContainerResponseContext response) {
        response.getHeaders().putSingle(Correlation.HEADER, correlation.correlationId());
    }
}
