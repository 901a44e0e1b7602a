package io.muster.runtime.problem;

import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Another shape of errors for some paths: the gateway answers SCIM errors below {@code /scim}. An optional bean. */
public interface ErrorShape {
    /**
     * The answer for a problem, or empty where an RFC 9457 problem will do.
     *
     * @param path of the request, with a leading slash
     */
    Optional<Response> shape(Problem problem, String path);
}
