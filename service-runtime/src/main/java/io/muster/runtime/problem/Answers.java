package io.muster.runtime.problem;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Problems as responses, in the shape that the path's clients understand. */
@Singleton
class Answers {
    private final Instance<ErrorShape> shapes;

    @Inject
    Answers(Instance<ErrorShape> shapes) {
        this.shapes = shapes;
    }

    Response answer(Problem problem, String path) {
        var response = shapes.stream()
                .flatMap(shape -> shape.shape(problem, path).stream())
                .findFirst()
                .orElseGet(() -> Response.status(problem.status())
                        .type(Problem.MEDIA_TYPE)
                        .entity(problem)
                        .build());
        return problem.status() == 401
                ? Response.fromResponse(response)
                        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                        .build()
                : response;
    }
}
