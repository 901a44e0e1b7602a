package io.muster.gateway.refusal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.request.Media;
import io.muster.runtime.pg.outbox.EventTooLarge;
import io.muster.runtime.problem.ErrorShape;
import io.muster.runtime.problem.Outage;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.runtime.security.Caller;
import io.muster.scim.error.ScimError;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every refusal below {@code /scim} in the form of RFC 7644 §3.12, and counted where it is a matter of rights. */
@Singleton
public class ScimErrors implements ErrorShape {
    private static final Logger LOG = Logger.getLogger(ScimErrors.class);
    private static final int SERVER_ERRORS = 500;
    private static final Pattern OTHER_VERSION = Pattern.compile("/scim/(?!v2(/|$))([vV][0-9]+)(/.*)?");

    private final Refusals refusals;
    private final Caller caller;
    private final Instance<Outage> outages;

    ScimErrors(Refusals refusals, Caller caller, Instance<Outage> outages) {
        this.refusals = refusals;
        this.caller = caller;
        this.outages = outages;
    }

    /** What the SCIM language or the gateway itself refuses. */
    @ServerExceptionMapper
    public Response refused(ScimError.Refused refused) {
        var error = refused.error();
        if (error instanceof ScimError.Forbidden) {
            refusals.count(caller.clientId(), error.detail());
        }
        return answer(error.toJson(), error.status());
    }

    /** A change that no event could tell. */
    @ServerExceptionMapper
    public Response tooLarge(EventTooLarge failure) {
        var error = tooLargeForEvents();
        return answer(error.toJson(), error.status());
    }

    /** What the runtime refuses: tokens, scopes, addresses, methods, media types. */
    @Override
    public Optional<Response> shape(Problem problem, String path) {
        if (problem.status() == 401) {
            refusals.count("unknown", "no valid token");
        } else if (problem.status() == 403) {
            refusals.count(caller.clientId(), "the token's scopes do not allow it");
        }
        return path.startsWith("/scim/") ? Optional.of(scim(problem, path)) : Optional.empty();
    }

    private static Response scim(Problem problem, String path) {
        var version = OTHER_VERSION.matcher(path);
        if (problem.status() == 404 && version.matches()) {
            var error = new ScimError.InvalidVersion(version.group(2));
            return answer(error.toJson(), error.status());
        }
        var answer = answer(toJson(problem), problem.status());
        return problem.status() == 405
                ? Response.fromResponse(answer)
                        .header(HttpHeaders.ALLOW, AllowedMethods.at(path))
                        .build()
                : answer;
    }

    /** The error of one operation of {@code /Bulk}: what would have been the answer of a request of its own. */
    public ObjectNode ofOperation(Throwable failure, String client) {
        return switch (failure) {
            case ScimError.Refused refused -> {
                if (refused.error() instanceof ScimError.Forbidden forbidden) {
                    refusals.count(client, forbidden.detail());
                }
                yield refused.error().toJson();
            }
            case ProblemException problem -> toJson(problem.problem());
            case EventTooLarge tooLarge -> tooLargeForEvents().toJson();
            case Throwable away
            when outages.stream().anyMatch(outage -> outage.isCauseOf(away)) -> {
                LOG.warnf("an operation of a bulk request failed: %s", away);
                yield toJson(Problem.unavailable());
            }
            default -> {
                LOG.error("an operation of a bulk request failed", failure);
                yield toJson(Problem.of(500, "internal-error", "Something failed inside."));
            }
        };
    }

    /** Whether a failure says what is wrong with an operation, and not that something went wrong inside. */
    public static boolean foreseen(Throwable failure) {
        return failure instanceof ScimError.Refused
                || (failure instanceof ProblemException refused
                        && refused.problem().status() < SERVER_ERRORS)
                || failure instanceof EventTooLarge;
    }

    private static ScimError tooLargeForEvents() {
        return new ScimError.TooLarge("The change is too large to be told in one event of 256 KiB.");
    }

    private static ObjectNode toJson(Problem problem) {
        var body = JsonNodeFactory.instance.objectNode();
        body.putArray("schemas").add(ScimError.SCHEMA);
        body.put("status", Integer.toString(problem.status()));
        if (problem.status() == 400) {
            body.put("scimType", "invalidSyntax");
        }
        var detail = problem.detail();
        return body.put("detail", detail == null ? problem.title() : detail);
    }

    private static Response answer(ObjectNode body, int status) {
        return Media.of(status, Media.SCIM, body.toString()).build();
    }
}
