package io.muster.runtime.problem;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Problems as responses, in the shape that the path's clients understand. */
@Singleton
class Answers {
    /** The challenge to who brought no token (RFC 6750 §3.1: without an error). */
    static final String NO_TOKEN = "Bearer";
    /** The challenge to who brought one that does not hold (RFC 6750 §3.1). */
    static final String INVALID_TOKEN = "Bearer error=\"invalid_token\"";

    /** Whoever is asked to come again (429, 503) is told when, in seconds. */
    private static final int RETRY_SECONDS = 1;

    private final Instance<ErrorShape> shapes;

    @Inject
    Answers(Instance<ErrorShape> shapes) {
        this.shapes = shapes;
    }

    Response answer(Problem problem, String path) {
        return withChallenge(problem, path, NO_TOKEN);
    }

    /** The same; a 401 with this {@code WWW-Authenticate}. */
    Response withChallenge(Problem problem, String path, String challenge) {
        var response = shapes.stream()
                .flatMap(shape -> shape.shape(problem, path).stream())
                .findFirst()
                .orElseGet(() -> Response.status(problem.status())
                        .type(Problem.MEDIA_TYPE)
                        .entity(problem)
                        .build());
        return switch (problem.status()) {
            case 401 -> with(response, HttpHeaders.WWW_AUTHENTICATE, challenge);
            case 429, 503 -> with(response, HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            default -> response;
        };
    }

    private static Response with(Response response, String header, Object value) {
        // Not a second one beside what a shape has said already.
        return response.getHeaders().containsKey(header)
                ? response
                : Response.fromResponse(response).header(header, value).build();
    }
}
