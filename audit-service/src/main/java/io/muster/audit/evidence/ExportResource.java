package io.muster.audit.evidence;

import io.muster.audit.ledger.Checkpoints;
import io.muster.audit.ledger.Ledger;
import io.muster.audit.ledger.LogEntry;
import io.muster.audit.timeline.ReadTrail;
import io.muster.log.Checkpoint;
import io.muster.log.DumpWriter;
import io.muster.log.SignedNote;
import io.muster.log.TilePath;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The whole log as a ZIP that is verified offline; its form is in {@code docs/reference/audit-dump.md}. */
@Path("/audit/exports")
@RolesAllowed("audit:export")
@Blocking
public class ExportResource {
    private static final String PLAINTEXT = "plaintext";

    private final Ledger ledger;
    private final Checkpoints checkpoints;
    private final ReadTrail trail;

    @Inject
    ExportResource(Ledger ledger, Checkpoints checkpoints, ReadTrail trail) {
        this.ledger = ledger;
        this.checkpoints = checkpoints;
        this.trail = trail;
    }

    /** {@code content=plaintext} adds the keys that open the ciphertexts. */
    @GET
    @Produces("application/zip")
    @Operation(summary = "A dump of the log: entries, payloads, checkpoints, tiles")
    public StreamingOutput export(@QueryParam("content") @Nullable String content) {
        boolean keys = PLAINTEXT.equals(content);
        var query = new HashMap<String, @Nullable String>();
        query.put("content", content);
        trail.read("/audit/exports", null, query);
        var note = Refusals.signing(checkpoints::sign);
        return out -> {
            try (var zip = new ZipOutputStream(out)) {
                write(
                        new DumpWriter((path, bytes) -> {
                            zip.putNextEntry(new ZipEntry(path));
                            zip.write(bytes);
                            zip.closeEntry();
                        }),
                        note,
                        keys);
            }
        };
    }

    private void write(DumpWriter dump, SignedNote note, boolean keys) throws IOException {
        long size = Checkpoint.open(note, checkpoints.key()).size();
        dump.head("", checkpoints.key(), checkpoints.history(size));
        for (int level = 0; level <= TilePath.MAX_LEVEL; level++) {
            for (var path : TilePath.of(level, size)) {
                dump.tile("", path, ledger.read(view -> view.tile(path)));
            }
        }
        for (var path : TilePath.of(TilePath.ENTRIES, size)) {
            bundle(dump, path, keys);
        }
    }

    private void bundle(DumpWriter dump, TilePath path, boolean keys) throws IOException {
        long first = path.index() * TilePath.FULL;
        var leaves = ledger.leaves(first, first + path.width());
        var headers = leaves.stream().map(LogEntry::tryParse).toList();
        var beside = ledger.beside(headers.stream().flatMap(Optional::stream).toList())
                .iterator();
        var entries = new ArrayList<DumpWriter.Entry>();
        for (int i = 0; i < leaves.size(); i++) {
            if (headers.get(i).isEmpty()) { // changed in the store: the verifier of the dump is to see it
                entries.add(new DumpWriter.Entry(leaves.get(i), Optional.empty(), Optional.empty()));
                continue;
            }
            var one = beside.next();
            var key = keys && one.ciphertext().isPresent() ? one.leafKey() : Optional.<byte[]>empty();
            entries.add(new DumpWriter.Entry(leaves.get(i), one.ciphertext(), key));
        }
        dump.bundle("", path, entries);
    }
}
