package io.muster.runtime.problem;

import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Addresses that lead nowhere: their parts are keys of what a service has, and U+0000 has no place in any of PostgreSQL's texts. */
public class Addresses {
    @ServerRequestFilter
    public void demandPossible(UriInfo uri) {
        if (uri.getPath().indexOf('\0') >= 0) {
            throw new ProblemException(ProblemMappers.named(404));
        }
    }
}
