package io.muster.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the files of a dump, one at a time, so that a log of any size can be streamed. */
public final class DumpWriter {
    private static final String README = """
            A dump of a Muster audit log. Verify it offline with: ./muster verify DIR
            checkpoint, tile/... and tile/entries/... are in C2SP tlog-tiles form, so that other tools can read and check them.
            payload/... holds the ciphertexts, leafkey/... (if exported) the keys that open them; see docs/reference/audit-dump.md.
            """;

    private final Sink sink;

    /** Writes to this sink. */
    public DumpWriter(Sink sink) {
        this.sink = sink;
    }

    /** Takes whole files: a directory, or an archive that is being sent. */
    @FunctionalInterface
    public interface Sink {
        /** Keeps a file under a path with slashes. */
        void file(String path, byte[] content) throws IOException;
    }

    /**
     * An entry with what lies beside it.
     *
     * @param leaf RFC 8785 bytes of the header
     * @param ciphertext empty if there is none or it was erased
     * @param leafKey empty unless the one who asks may read the content
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once and never compared
    public record Entry(byte[] leaf, Optional<byte[]> ciphertext, Optional<byte[]> leafKey) {}

    /** The files that say what this is, whose key signs it, and all signed checkpoints, smallest first. */
    public void head(String prefix, NoteVerifier key, List<SignedNote> checkpoints) throws IOException {
        if (prefix.isEmpty()) {
            text("README", README);
        }
        text(prefix + "origin.vkey", key + "\n");
        text(
                prefix + "checkpoints",
                checkpoints.stream()
                        .map(SignedNote::toString)
                        .collect(Collectors.joining(DumpVerifier.NOTE_SEPARATOR)));
        text(prefix + "checkpoint", checkpoints.getLast().toString());
    }

    /** A bundle of entries with their payloads, and with their leaf keys if any has one. */
    public void bundle(String prefix, TilePath path, List<Entry> entries) throws IOException {
        sink.file(
                prefix + path, new EntryBundle(entries.stream().map(Entry::leaf).toList()).bytes());
        sink.file(
                prefix + "payload/" + path.indexPart(),
                new SealedBundle(entries.stream().map(Entry::ciphertext).toList()).bytes());
        if (entries.stream().anyMatch(entry -> entry.leafKey().isPresent())) {
            sink.file(
                    prefix + "leafkey/" + path.indexPart(),
                    new SealedBundle(entries.stream().map(Entry::leafKey).toList()).bytes());
        }
    }

    /** A tile of hashes. */
    public void tile(String prefix, TilePath path, Tile tile) throws IOException {
        sink.file(prefix + path, tile.bytes());
    }

    private void text(String path, String text) throws IOException {
        sink.file(path, text.getBytes(StandardCharsets.UTF_8));
    }
}
