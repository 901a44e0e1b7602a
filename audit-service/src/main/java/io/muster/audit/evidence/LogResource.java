package io.muster.audit.evidence;

import io.muster.audit.ledger.Checkpoints;
import io.muster.audit.ledger.Ledger;
import io.muster.log.EntryBundle;
import io.muster.log.TilePath;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** The log as C2SP tlog-tiles: any public tool for transparency logs can read and check it. Open, for it has ids and hashes only. */
@Path("/log")
@PermitAll
@RunOnVirtualThread
public class LogResource {
    private final Ledger ledger;
    private final Checkpoints checkpoints;

    @Inject
    LogResource(Ledger ledger, Checkpoints checkpoints) {
        this.ledger = ledger;
        this.checkpoints = checkpoints;
    }

    /** Over all that is acknowledged. */
    @GET
    @Path("/checkpoint")
    @Produces(MediaType.TEXT_PLAIN)
    @Operation(summary = "The signed checkpoint (C2SP tlog-checkpoint)")
    public String checkpoint() {
        return Refusals.signing(checkpoints::sign).toString();
    }

    /** As {@code name+keyid+base64}. */
    @GET
    @Path("/key")
    @Produces(MediaType.TEXT_PLAIN)
    @Operation(summary = "The key that verifies checkpoints (C2SP signed-note verifier key)")
    public String key() {
        return checkpoints.key() + "\n";
    }

    /** {@code tile/0/x001/234}, {@code tile/1/000.p/17}, {@code tile/entries/000.p/5}. A full tile never changes. */
    @GET
    @Path("/tile/{path:.+}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "A tile of hashes, or a bundle of entries (C2SP tlog-tiles)")
    public RestResponse<byte[]> tile(String path) {
        var tile = TilePath.parse("tile/" + path).orElseThrow(LogResource::notFound);
        byte[] bytes = tile.level() == TilePath.ENTRIES ? entries(tile) : hashes(tile);
        return RestResponse.ResponseBuilder.ok(bytes)
                .header("Cache-Control", tile.full() ? "public, max-age=31536000, immutable" : "no-cache")
                .build();
    }

    private byte[] hashes(TilePath tile) {
        try {
            return ledger.read(view -> view.tile(tile)).bytes();
        } catch (IllegalArgumentException e) {
            throw new ProblemException(beyond(), e);
        }
    }

    private byte[] entries(TilePath tile) {
        long first = tile.index() * TilePath.FULL;
        long end = first + tile.width();
        if (end > ledger.read(Ledger.View::size)) {
            throw notFound();
        }
        return new EntryBundle(ledger.leaves(first, end)).bytes();
    }

    private static ProblemException notFound() {
        return new ProblemException(beyond());
    }

    private static Problem beyond() {
        return Problem.of(404, "not-found", "The log has no such tile.");
    }
}
