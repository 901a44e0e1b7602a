package io.muster.audit.erasure;

import io.muster.audit.ledger.Checkpoints;
import io.muster.audit.ledger.Ledger;
import io.muster.audit.timeline.ReadTrail;
import io.muster.audit.timeline.Timeline;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Destroys what the log holds about a person: his key and every ciphertext. The entries stay as headers, so every proof still
 * verifies; later entries about him are headers only. That his accounts are gone is for the caller to see to first.
 */
@Path("/erasures")
@RolesAllowed("audit:export")
@RunOnVirtualThread
public class ErasureResource {
    private static final String ERASED = "io.muster.audit.erased";

    private final Ledger ledger;
    private final Timeline timeline;
    private final Checkpoints checkpoints;
    private final ReadTrail trail;

    @Inject
    ErasureResource(Ledger ledger, Timeline timeline, Checkpoints checkpoints, ReadTrail trail) {
        this.ledger = ledger;
        this.timeline = timeline;
        this.checkpoints = checkpoints;
        this.trail = trail;
    }

    /** Whom to forget: {@code {"subject":"0197…"}}. */
    record Wanted(@Nullable String subject) {}

    /** What was destroyed. */
    record Erased(String subject, long payloads) {}

    /** The log says so first, signed: only then is anything destroyed, so that a missing payload always has its reason before it. */
    @POST
    @Operation(summary = "Destroy a subject's key and contents; the proofs stay")
    public Erased erase(Wanted wanted) {
        var subject = wanted.subject();
        if (subject == null || subject.isBlank() || subject.contains("/")) {
            throw new ProblemException(Problem.of(400, "missing-parameter", "\"subject\" is a person's id."));
        }
        trail.say(ERASED, subject, "POST /erasures", "/erasures", Map.of());
        checkpoints.sign();
        long payloads = ledger.erase(subject);
        timeline.forget(subject);
        return new Erased(subject, payloads);
    }
}
