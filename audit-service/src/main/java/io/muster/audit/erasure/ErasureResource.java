package io.muster.audit.erasure;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.audit.timeline.ReadTrail;
import io.muster.audit.timeline.Subjects;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.runtime.security.Caller;
import io.muster.runtime.telemetry.Correlation;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Destroys what the log holds about a person: his key and every ciphertext. The entries stay as headers, so every proof still
 * verifies; later entries about him are headers only. It waits until he has nothing in any application any more.
 */
@Path("/erasures")
@RolesAllowed("audit:export")
@RunOnVirtualThread
public class ErasureResource {
    private static final String REQUESTED = "io.muster.audit.erasure.requested";

    private final Erasures erasures;
    private final ReadTrail trail;
    private final Caller caller;
    private final Correlation correlation;

    @Inject
    ErasureResource(Erasures erasures, ReadTrail trail, Caller caller, Correlation correlation) {
        this.erasures = erasures;
        this.trail = trail;
        this.caller = caller;
        this.correlation = correlation;
    }

    /** Whom to forget: {@code {"subject":"0197…"}}. */
    record Wanted(@Nullable String subject) {}

    /** What became of it: {@code erased} with the number of contents, or {@code waiting}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(String subject, String status, @Nullable Long payloads) {}

    /** 200 when it is done, 202 when it waits for accounts. */
    @POST
    @Operation(summary = "Destroy a subject's key and contents, once no account is left; the proofs stay")
    public RestResponse<Answer> erase(@Nullable Wanted wanted) {
        var subject = wanted == null ? null : wanted.subject();
        if (subject == null || subject.isBlank()) {
            throw new ProblemException(Problem.of(400, "missing-parameter", "\"subject\" is missing: a person's id."));
        }
        if (!Subjects.isId(subject)) { // it is to stand in the open log
            throw new ProblemException(
                    Problem.of(400, "invalid-subject", "\"subject\" is not a person's id (a UUID)."));
        }
        trail.say(REQUESTED, subject, "POST /erasures", "/erasures", Map.of());
        var payloads = erasures.erase(subject, caller.actor(), correlation.correlationId());
        return payloads.isPresent()
                ? RestResponse.ok(new Answer(subject, "erased", payloads.getAsLong()))
                : RestResponse.status(RestResponse.Status.ACCEPTED, new Answer(subject, "waiting", null));
    }

    /** Who has waited longest comes first. */
    @GET
    @Operation(summary = "Erasures that wait, and for which applications")
    public Page<Erasures.Waiting> waiting(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return erasures.list(cursor, Cursor.limit(limit));
    }
}
