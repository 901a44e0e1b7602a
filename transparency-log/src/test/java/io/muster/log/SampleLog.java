package io.muster.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** A log in memory that writes itself as a dump. */
final class SampleLog {
    static final String ORIGIN = "muster.example/audit";

    /** Whose payload is gone, and the entry that says why. */
    static final int ERASED = 42;

    static final int ERASURE = 60;

    private final Path directory;
    private final NoteSigner signer;

    final List<byte[]> leaves = new ArrayList<>();
    final Map<Integer, byte[]> ciphertexts = new HashMap<>();
    final Map<Integer, byte[]> keys = new HashMap<>();

    SampleLog(Path directory, NoteSigner signer) {
        this.directory = directory;
        this.signer = signer;
    }

    void fill(int size) {
        for (int i = 0; i < size; i++) {
            if (i == ERASURE) {
                leaves.add(("{\"id\":\"erasure\",\"subject\":\"person-" + ERASED
                                + "\",\"type\":\"io.muster.audit.erased\"}")
                        .getBytes(UTF_8));
            } else {
                add(i);
            }
        }
    }

    private void add(int i) {
        var id = "event-" + i;
        byte[] key = PayloadCipher.leafKey(new byte[32], id);
        byte[] sealed = PayloadCipher.seal(key, id, ("content " + i).getBytes(UTF_8));
        leaves.add(("{\"id\":\"" + id + "\",\"payload\":{\"keySha256\":\"" + sha256(key) + "\",\"sha256\":\""
                        + sha256(sealed) + "\"},\"subject\":\"person-" + i + "\",\"type\":\"t\"}")
                .getBytes(UTF_8));
        if (i != ERASED) {
            ciphertexts.put(i, sealed);
            keys.put(i, key);
        }
    }

    private String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Hash.sha256().digest(bytes));
    }

    void write(String prefix, NoteSigner by, List<Long> signedAt, int kept) throws IOException {
        var tree = new MerkleTree();
        leaves.forEach(leaf -> tree.append(Hash.leaf(leaf)));
        var writer = new DumpWriter((path, content) -> {
            var file = directory.resolve(path);
            Files.createDirectories(file.resolveSibling("."));
            Files.write(file, content);
        });
        if (!signedAt.isEmpty()
                || (prefix.isEmpty() && !Files.exists(directory.resolve("checkpoint")))
                || by != signer) {
            var sizes = signedAt.isEmpty() ? List.of(tree.size()) : signedAt;
            writer.head(
                    prefix,
                    by.verifier(),
                    sizes.stream()
                            .map(size -> by.sign(new Checkpoint(by.verifier().name(), size, tree.root(size)).text()))
                            .toList());
        }
        for (var path : TilePath.of(TilePath.ENTRIES, kept)) {
            var entries = new ArrayList<DumpWriter.Entry>();
            for (int i = (int) path.index() * 256; i < path.index() * 256 + path.width(); i++) {
                entries.add(new DumpWriter.Entry(
                        leaves.get(i), Optional.ofNullable(ciphertexts.get(i)), Optional.ofNullable(keys.get(i))));
            }
            writer.bundle(prefix, path, entries);
            writer.tile(
                    prefix,
                    new TilePath(0, path.index(), path.width()),
                    new Tile(LongStream.range(path.index() * 256, path.index() * 256 + path.width())
                            .mapToObj(i -> tree.node(0, i))
                            .toList()));
        }
        for (var path : TilePath.of(1, kept)) {
            writer.tile(
                    prefix,
                    path,
                    new Tile(LongStream.range(0, path.width())
                            .mapToObj(i -> tree.node(8, i))
                            .toList()));
        }
    }
}
