package io.muster.runtime.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Everything that ends a request early, as a problem. What nobody foresaw is a 500 that says nothing of the inside. */
public class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    private final Answers answers;
    private final Instance<Outage> outages;

    @Inject
    ProblemMappers(Answers answers, Instance<Outage> outages) {
        this.answers = answers;
        this.outages = outages;
    }

    @ServerExceptionMapper
    public Response problem(ProblemException e, UriInfo uri) {
        return answers.answer(e.problem(), uri.getPath());
    }

    /** Both classes are named: for the second the framework has a mapper of its own, which answers without a word. */
    @ServerExceptionMapper({JsonProcessingException.class, MismatchedInputException.class})
    public Response json(JsonProcessingException e, UriInfo uri) {
        return answers.answer(unreadable(e), uri.getPath());
    }

    @ServerExceptionMapper
    public Response invalid(ConstraintViolationException e, UriInfo uri) {
        var errors = e.getConstraintViolations().stream()
                .map(violation ->
                        Map.of("field", violation.getPropertyPath().toString(), "message", violation.getMessage()))
                .toList();
        return answers.answer(
                Problem.of(400, "invalid-request", "The request is not valid.").with("errors", errors), uri.getPath());
    }

    @ServerExceptionMapper({
        UnauthorizedException.class,
        AuthenticationFailedException.class,
        AuthenticationCompletionException.class
    })
    public Response unauthorized(SecurityException e, UriInfo uri) {
        var problem = Problem.of(401, "unauthorized", "A valid bearer token is needed.");
        // Which of unknown, expired and revoked it is helps nobody but who tries them out.
        return e instanceof UnauthorizedException
                ? answers.answer(problem, uri.getPath())
                : answers.withChallenge(problem, uri.getPath(), Answers.INVALID_TOKEN);
    }

    @ServerExceptionMapper
    public Response forbidden(ForbiddenException e, UriInfo uri) {
        return answers.answer(
                Problem.of(403, "forbidden", "The token does not carry the scope that this needs."), uri.getPath());
    }

    /** 404, 405, 406, 413, 415 and what else the framework refuses by itself. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException e, UriInfo uri) {
        int status = e.getResponse().getStatus();
        if (status < 400) {
            return e.getResponse();
        }
        if (e.getCause() instanceof ProblemException known) {
            return answers.answer(known.problem(), uri.getPath());
        }
        if (e.getCause() instanceof JsonProcessingException json) {
            return answers.answer(unreadable(json), uri.getPath());
        }
        var answer = answers.answer(named(status), uri.getPath());
        var allow = e.getResponse().getHeaderString(HttpHeaders.ALLOW);
        return allow == null
                ? answer
                : Response.fromResponse(answer).header(HttpHeaders.ALLOW, allow).build();
    }

    @ServerExceptionMapper
    public Response unforeseen(Throwable e, UriInfo uri) {
        var form = BrokenForm.of(e);
        if (form.isPresent()) {
            return answers.answer(form.get(), uri.getPath());
        }
        if (outages.stream().anyMatch(outage -> outage.isCauseOf(e))) {
            LOG.warnf("request to %s failed: %s", uri.getPath(), e);
            return answers.answer(Problem.unavailable(), uri.getPath());
        }
        LOG.errorf(e, "request to %s failed", uri.getPath());
        return answers.answer(
                Problem.of(500, "internal-error", "Something failed inside; the log has it under the correlation id."),
                uri.getPath());
    }

    static Problem named(int status) {
        return switch (status) {
            case 400 -> Problem.of(400, "invalid-request", "The request cannot be understood.");
            case 404 -> Problem.of(404, "not-found", "There is nothing at this address.");
            case 405 -> Problem.of(405, "method-not-allowed", "This address does not know the method.");
            case 406 -> Problem.of(406, "not-acceptable", "None of the accepted media types can be given.");
            case 413 -> Problem.of(413, "too-large", "The request is larger than allowed.");
            case 415 -> Problem.of(415, "unsupported-media-type", "The media type of the body is not understood.");
            default -> Problem.of(status, status < 500 ? "refused" : "unavailable", null);
        };
    }

    private static Problem unreadable(JsonProcessingException e) {
        var at = e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
        var problem = Problem.of(400, "invalid-json", "The body is not the JSON that this address takes" + at + ".");
        return e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                ? problem.with("field", field(mapping.getPath()))
                : problem;
    }

    private static String field(List<JsonMappingException.Reference> path) {
        return path.stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }
}
