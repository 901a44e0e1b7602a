package io.muster.audit.evidence;

import io.muster.audit.ledger.Checkpoints;
import io.muster.audit.ledger.Ledger;
import io.muster.audit.timeline.EventIndex;
import io.muster.audit.timeline.ReadTrail;
import io.muster.log.Checkpoint;
import io.muster.log.ConsistencyProof;
import io.muster.log.Hash;
import io.muster.log.InclusionProof;
import io.muster.log.SignedNote;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.HashMap;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Proofs against a signed checkpoint (RFC 9162 §2.1.3, §2.1.4). */
@Path("/audit/proofs")
@RolesAllowed("audit:read")
@RunOnVirtualThread
public class ProofsResource {
    private final Ledger ledger;
    private final Checkpoints checkpoints;
    private final EventIndex index;
    private final ReadTrail trail;

    @Inject
    ProofsResource(Ledger ledger, Checkpoints checkpoints, EventIndex index, ReadTrail trail) {
        this.ledger = ledger;
        this.checkpoints = checkpoints;
        this.index = index;
        this.trail = trail;
    }

    /** Hashes in base64; the checkpoint is a signed note over {@code treeSize} entries. */
    record Inclusion(long index, long treeSize, String leafHash, List<String> path, String checkpoint) {}

    /** That the first {@code from} entries are the beginning of the first {@code to}. */
    record Consistency(long from, long to, String fromRoot, String toRoot, List<String> path, String checkpoint) {}

    /** 404 if the log has no such event. */
    @GET
    @Path("/inclusion")
    @Operation(summary = "That an event is in the log")
    public Inclusion inclusion(@QueryParam("event") @Nullable String event) {
        if (event == null) {
            throw new ProblemException(Problem.of(400, "missing-parameter", "\"event\" is missing."));
        }
        long at = index.of(event)
                .orElseThrow(() -> new ProblemException(Problem.of(404, "not-found", "The log has no such event.")));
        var query = new HashMap<String, @Nullable String>();
        query.put("event", event);
        trail.read("/audit/proofs/inclusion", null, query);
        var note = signed();
        long size = Checkpoint.open(note, checkpoints.key()).size();
        var proof = ledger.read(view -> InclusionProof.of(at, size, view.nodes()));
        var leaf = ledger.read(view -> view.nodes().node(0, at));
        return new Inclusion(at, size, leaf.base64(), base64(proof.path()), note.toString());
    }

    /** Sizes as in two checkpoints; without {@code to} up to the newest one. */
    @GET
    @Path("/consistency")
    @Operation(summary = "That the log only grew between two sizes")
    public Consistency consistency(@QueryParam("from") @Nullable Long from, @QueryParam("to") @Nullable Long to) {
        var note = signed();
        long size = Checkpoint.open(note, checkpoints.key()).size();
        long end = to == null ? size : to;
        if (from == null || from < 1 || from > end || end > size) {
            throw new ProblemException(Problem.of(
                    400,
                    "invalid-range",
                    "\"from\" and \"to\" are sizes of the log, 1 <= from <= to <= " + size + "."));
        }
        var query = new HashMap<String, @Nullable Object>();
        query.put("from", from);
        query.put("to", to);
        trail.read("/audit/proofs/consistency", null, query);
        return ledger.read(view -> new Consistency(
                from,
                end,
                view.nodes().rangeHash(0, from).base64(),
                view.nodes().rangeHash(0, end).base64(),
                base64(ConsistencyProof.of(from, end, view.nodes()).path()),
                note.toString()));
    }

    private SignedNote signed() {
        return Refusals.signing(checkpoints::sign);
    }

    private static List<String> base64(List<Hash> path) {
        return path.stream().map(Hash::base64).toList();
    }
}
