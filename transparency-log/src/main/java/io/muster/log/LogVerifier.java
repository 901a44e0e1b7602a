package io.muster.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The verifying core: takes a log's entries from the first on, compares their roots with its signed checkpoints, and names what
 * is broken as closely as they allow.
 *
 * <p>Each entry comes with the leaf hash that the log's tile has for it. If the entries of a stretch between two checkpoints do
 * not give the signed root but the tile's hashes do, the entries that differ from their tile are the broken ones. If neither
 * does, all that is known is the stretch. Not safe for use by several threads.
 */
public final class LogVerifier {
    private static final int MAX_GUESSES = 10;
    private static final int MAX_FINDINGS = 1000;

    private final String origin;
    private final List<Checkpoint> checkpoints;
    private final Set<Finding> findings = new LinkedHashSet<>();
    private final Set<String> ids = new HashSet<>();
    private final Set<String> erasedSubjects = new HashSet<>();
    private final Map<Long, Optional<String>> withoutPayload = new HashMap<>();
    private final List<Leaf> stretch = new ArrayList<>();
    private CompactRange trusted = new CompactRange();
    private int nextCheckpoint;
    private long size;
    private long payloads;
    private long opened;
    private boolean lost;

    /** The log's signed checkpoints, smallest first; the signatures were checked by the caller. */
    public LogVerifier(String origin, List<Checkpoint> checkpoints) {
        this.origin = origin;
        this.checkpoints = List.copyOf(checkpoints);
        judgeReached();
    }

    /**
     * An entry with what lies beside it.
     *
     * @param leaf the entry's bytes, if they are there
     * @param tileHash its leaf hash in the log's tile, if it is there
     * @param ciphertext its payload, if it is there
     * @param leafKey the key that opens the payload, if the dump carries keys
     */
    public record Item(
            Optional<byte[]> leaf, Optional<Hash> tileHash, Optional<byte[]> ciphertext, Optional<byte[]> leafKey) {}

    private record Leaf(Optional<Hash> entry, Optional<Hash> tile) {
        boolean agrees() {
            return entry.equals(tile);
        }

        Optional<Hash> chosen(boolean byTile) {
            return byTile ? tile.or(() -> entry) : entry.or(() -> tile);
        }
    }

    /** Takes the next entry. */
    public void next(Item item) {
        long index = size++;
        stretch.add(new Leaf(item.leaf().map(Hash::leaf), item.tileHash()));
        item.leaf().ifPresent(leaf -> readEntry(index, leaf, item));
        judgeReached();
    }

    /** Call after the last entry: judges what only the whole log can tell. Returns what was found. */
    public List<Finding> finish() {
        withoutPayload.forEach((index, subject) -> {
            if (subject.isEmpty() || !erasedSubjects.contains(subject.get())) {
                broken(index, "its payload is missing and the log does not say that its subject was erased");
            }
        });
        return findings.stream().toList();
    }

    long size() {
        return size;
    }

    long payloads() {
        return payloads;
    }

    long opened() {
        return opened;
    }

    long erased() {
        return withoutPayload.values().stream()
                .filter(s -> s.isPresent() && erasedSubjects.contains(s.get()))
                .count();
    }

    private void readEntry(long index, byte[] leaf, Item item) {
        EntryHeader header;
        try {
            header = EntryHeader.parse(leaf);
        } catch (IllegalArgumentException e) {
            broken(index, "its header cannot be read: " + e.getMessage());
            return;
        }
        if (!ids.add(header.id())) {
            broken(index, "the id " + header.id() + " is in the log twice");
        }
        if (header.type().equals(EntryHeader.ERASED)) {
            header.subject().ifPresent(erasedSubjects::add);
        }
        header.seal().ifPresent(seal -> checkPayload(index, header, seal, item));
    }

    private void checkPayload(long index, EntryHeader header, EntryHeader.Seal seal, Item item) {
        if (item.ciphertext().isEmpty()) {
            withoutPayload.put(index, header.subject());
            return;
        }
        byte[] ciphertext = item.ciphertext().get();
        if (!sha256(ciphertext).equals(seal.ciphertext())) {
            broken(index, "its payload is not the one in the log");
            return;
        }
        payloads++;
        if (item.leafKey().isEmpty()) {
            return;
        }
        byte[] key = item.leafKey().get();
        if (!sha256(key).equals(seal.leafKey())) {
            broken(index, "its leaf key is not the one in the log");
            return;
        }
        try {
            PayloadCipher.open(key, header.id(), ciphertext);
            opened++;
        } catch (IllegalArgumentException e) {
            broken(index, "its payload does not open with its key");
        }
    }

    private void judgeReached() {
        while (nextCheckpoint < checkpoints.size()
                && checkpoints.get(nextCheckpoint).size() <= size) {
            judge(checkpoints.get(nextCheckpoint++));
        }
    }

    private void judge(Checkpoint signed) {
        if (lost) {
            return; // no root after a stretch that is lost can be computed
        }
        var differing = new ArrayList<Integer>();
        for (int i = 0; i < stretch.size(); i++) {
            if (!stretch.get(i).agrees()) {
                differing.add(i);
            }
        }
        for (var byTile : guesses(differing)) {
            var range = rangeWith(byTile);
            if (range.isPresent() && range.get().root().equals(signed.root())) {
                long from = trusted.size();
                differing.forEach(i -> blame(from + i, byTile.contains(i)));
                trusted = range.get();
                stretch.clear();
                return;
            }
        }
        lost = true;
        var why = "they do not give the root of the checkpoint that was signed over " + signed.size() + " entries";
        add(new Finding.BrokenRange(origin, trusted.size(), signed.size(), why));
        long last = checkpoints.getLast().size();
        if (last > signed.size()) {
            add(new Finding.BrokenRange(
                    origin, signed.size(), last, "not provable, because an earlier stretch is broken"));
        }
        stretch.clear();
    }

    // Which of the differing leaves are taken from the tile: none (the tile was changed), all (the entries were), then
    // mixtures.
    private static List<Set<Integer>> guesses(List<Integer> differing) {
        var guesses = new ArrayList<Set<Integer>>();
        guesses.add(Set.of());
        guesses.add(Set.copyOf(differing));
        int n = differing.size();
        for (int mask = 1; n <= MAX_GUESSES && mask < (1 << n) - 1; mask++) {
            var guess = new HashSet<Integer>();
            for (int bit = 0; bit < n; bit++) {
                if (((mask >> bit) & 1) == 1) {
                    guess.add(differing.get(bit));
                }
            }
            guesses.add(guess);
        }
        return guesses;
    }

    private Optional<CompactRange> rangeWith(Set<Integer> byTile) {
        var range = trusted.copy();
        for (int i = 0; i < stretch.size(); i++) {
            var hash = stretch.get(i).chosen(byTile.contains(i));
            if (hash.isEmpty()) {
                return Optional.empty();
            }
            range.append(hash.get());
        }
        return Optional.of(range);
    }

    private void blame(long index, boolean tileIsRight) {
        var leaf = stretch.get((int) (index - trusted.size()));
        if (leaf.entry().isEmpty()) {
            broken(index, "it is missing");
        } else if (tileIsRight) {
            broken(index, "its bytes are not the ones that were signed");
        } else {
            var path = new TilePath(0, index / TilePath.FULL, TilePath.FULL);
            add(new Finding.BrokenFile(
                    path.toString(), "the hash of entry " + index + " is missing or not the one that was signed"));
        }
    }

    private void broken(long index, String why) {
        add(new Finding.BrokenEntry(origin, index, why));
    }

    private void add(Finding finding) {
        if (findings.size() < MAX_FINDINGS) { // the first ones say enough of a log in pieces
            findings.add(finding);
        }
    }

    private static Hash sha256(byte[] bytes) {
        return Hash.of(Hash.sha256().digest(bytes));
    }
}
