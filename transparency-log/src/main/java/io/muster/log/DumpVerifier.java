package io.muster.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Checks a dump of the audit log with nothing but its files: each entry's bytes against the signed roots, every checkpoint's
 * signature, that the checkpoints continue each other, each payload against its entry, each leaf key against its payload, every
 * tile. The directory's form is in {@code docs/reference/audit-dump.md}.
 */
public final class DumpVerifier {
    /** Stands between two notes in the file {@code checkpoints}. */
    public static final String NOTE_SEPARATOR = "%%\n";

    private final Path root;
    private final Optional<NoteVerifier> trustedKey;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private long entries;
    private int checkpoints;
    private long payloads;
    private long opened;
    private long erased;
    private String origin = "";

    private DumpVerifier(Path root, Optional<NoteVerifier> trustedKey) {
        this.root = root;
        this.trustedKey = trustedKey;
    }

    /** Checks a dump with the key that lies in it: whoever wrote the dump may have written that too. */
    public static DumpReport verify(Path directory) {
        return new DumpVerifier(directory, Optional.empty()).report();
    }

    /** Checks a dump of the log whose key one has from elsewhere. A dump of another key is broken. */
    public static DumpReport verify(Path directory, NoteVerifier key) {
        return new DumpVerifier(directory, Optional.of(key)).report();
    }

    private DumpReport report() {
        var previous = verifyLog("", -1);
        for (int age = 1; previous.isPresent(); age++) {
            var directory = "closed/" + age + "/";
            previous = followTo(directory, previous.get());
        }
        return new DumpReport(origin, entries, checkpoints, payloads, opened, erased, gaps, findings);
    }

    /** What the first entry of a log says of the one before it. */
    private record Predecessor(String checkpointNote, long size) {}

    private Optional<Predecessor> followTo(String directory, Predecessor wanted) {
        var note = text(directory + "checkpoint");
        if (note.isEmpty()) {
            return Optional.empty();
        }
        if (!note.get().equals(wanted.checkpointNote())) {
            broken(
                    directory + "checkpoint",
                    "it is not the checkpoint that the next log names as its predecessor's last");
            return Optional.empty();
        }
        return verifyLog(directory, wanted.size());
    }

    private Optional<Predecessor> verifyLog(String prefix, long closedAt) {
        var key = key(prefix);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        var signed = signed(prefix, key.get());
        if (signed.isEmpty()) {
            return Optional.empty();
        }
        var last = signed.getLast();
        if (prefix.isEmpty()) {
            origin = last.origin();
        }
        long size = closedAt < 0 ? last.size() : Math.min(closedAt, last.size());
        if (size < last.size()) {
            gaps.add("entries " + size + " to " + (last.size() - 1) + " of " + last.origin()
                    + " were lost by a restore; the log after it says so");
        }
        var verifier = new LogVerifier(last.origin(), signed);
        Optional<EntryHeader> first = Optional.empty();
        for (var bundle : TilePath.of(TilePath.ENTRIES, size)) {
            var items = items(prefix, bundle);
            if (bundle.index() == 0) {
                first = items.getFirst().leaf().flatMap(DumpVerifier::header);
            }
            items.forEach(verifier::next);
        }
        findings.addAll(verifier.finish());
        checkUpperTiles(prefix, size);
        count(verifier, signed.size());
        return first.flatMap(DumpVerifier::predecessor);
    }

    private void count(LogVerifier verifier, int signed) {
        entries += verifier.size();
        payloads += verifier.payloads();
        opened += verifier.opened();
        erased += verifier.erased();
        checkpoints += signed;
    }

    private static Optional<EntryHeader> header(byte[] leaf) {
        try {
            return Optional.of(EntryHeader.parse(leaf));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the log's verifier has named the entry
        }
    }

    private static Optional<Predecessor> predecessor(EntryHeader first) {
        return first.previous().map(note -> new Predecessor(note, first.previousSize()));
    }

    private Optional<NoteVerifier> key(String prefix) {
        var found = text(prefix + "origin.vkey")
                .flatMap(parsed(prefix + "origin.vkey", text -> NoteVerifier.parse(text.strip())));
        if (found.isPresent() && prefix.isEmpty() && trustedKey.isPresent() && !trustedKey.equals(found)) {
            broken("origin.vkey", "it is " + found.get().name() + "'s, not the key that was asked for");
            return Optional.empty();
        }
        return found;
    }

    private List<Checkpoint> signed(String prefix, NoteVerifier key) {
        var history = text(prefix + "checkpoints").orElse("");
        var signed = new ArrayList<Checkpoint>();
        for (var note : history.split(NOTE_SEPARATOR, -1)) {
            if (!note.isEmpty()) {
                Optional.of(note)
                        .flatMap(parsed(prefix + "checkpoints", n -> Checkpoint.open(SignedNote.parse(n), key)))
                        .ifPresent(signed::add);
            }
        }
        var last = text(prefix + "checkpoint")
                .flatMap(parsed(prefix + "checkpoint", n -> Checkpoint.open(SignedNote.parse(n), key)));
        if (last.isEmpty()) {
            return List.of();
        }
        signed.sort(Comparator.comparingLong(Checkpoint::size));
        if (!signed.isEmpty() && signed.getLast().size() > last.get().size()) {
            broken(prefix + "checkpoint", "it covers fewer entries than an earlier one");
        }
        signed.removeIf(c -> c.size() > last.get().size());
        if (!signed.contains(last.get())) {
            signed.add(last.get());
        }
        return signed;
    }

    private List<LogVerifier.Item> items(String prefix, TilePath path) {
        var bundle = bytes(prefix + path).flatMap(parsed(prefix + path, EntryBundle::parse));
        var tilePath = prefix + new TilePath(0, path.index(), path.width());
        var tile = bytes(tilePath).flatMap(parsed(tilePath, Tile::parse));
        var sealed = sealed(prefix + "payload/" + path.indexPart());
        var keys = sealed(prefix + "leafkey/" + path.indexPart());
        bundle.filter(b -> b.entries().size() != path.width())
                .ifPresent(b -> broken(prefix + path, "it has " + b.entries().size() + " entries"));
        var items = new ArrayList<LogVerifier.Item>();
        for (int i = 0; i < path.width(); i++) {
            int at = i;
            items.add(new LogVerifier.Item(
                    bundle.filter(b -> b.entries().size() > at)
                            .map(b -> b.entries().get(at)),
                    tile.filter(t -> t.hashes().size() > at).map(t -> t.hashes().get(at)),
                    sealed.filter(s -> s.frames().size() > at)
                            .flatMap(s -> s.frames().get(at)),
                    keys.filter(k -> k.frames().size() > at)
                            .flatMap(k -> k.frames().get(at))));
        }
        return items;
    }

    // Level 0 is held against the signed roots; each higher level must follow from the one below it.
    private void checkUpperTiles(String prefix, long size) {
        for (int level = 1; size >>> (8 * level) > 0 && level <= TilePath.MAX_LEVEL; level++) {
            for (var path : TilePath.of(level, size)) {
                var upper = bytes(prefix + path).flatMap(parsed(prefix + path, Tile::parse));
                if (upper.isPresent() && upper.get().hashes().size() != path.width()) {
                    broken(prefix + path, "it has " + upper.get().hashes().size() + " hashes");
                }
                for (int i = 0;
                        upper.isPresent()
                                && i
                                        < Math.min(
                                                path.width(),
                                                upper.get().hashes().size());
                        i++) {
                    var lower = prefix + new TilePath(level - 1, path.index() * TilePath.FULL + i, TilePath.FULL);
                    var hash = Optional.of(lower)
                            .filter(p -> Files.exists(root.resolve(p)))
                            .flatMap(this::bytes)
                            .flatMap(parsed(lower, Tile::parse))
                            .filter(t -> t.hashes().size() == TilePath.FULL)
                            .map(t -> t.node(8, 0));
                    if (hash.isPresent()
                            && !hash.get().equals(upper.get().hashes().get(i))) {
                        broken(prefix + path, "hash " + i + " does not follow from " + lower);
                    }
                }
            }
        }
    }

    private Optional<SealedBundle> sealed(String path) {
        return Files.exists(root.resolve(path))
                ? bytes(path).flatMap(parsed(path, SealedBundle::parse))
                : Optional.empty();
    }

    private Optional<String> text(String path) {
        return bytes(path).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private Optional<byte[]> bytes(String path) {
        var file = root.resolve(path);
        if (!Files.isRegularFile(file)) {
            broken(path, "it is missing");
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private <A, B> Function<A, Optional<B>> parsed(String path, Function<A, B> parser) {
        return input -> {
            try {
                return Optional.of(parser.apply(input));
            } catch (IllegalArgumentException e) {
                broken(path, String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        };
    }

    private void broken(String path, String why) {
        findings.add(new Finding.BrokenFile(path, why));
    }
}
