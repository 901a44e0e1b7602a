package io.muster.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All subtrees of a tree of 130 leaves, against the accumulated hashes of draft-ietf-plants-merkle-tree-certs. */
class SubtreeTest {
    private static final int SIZE = 130;
    private static final MerkleTree TREE = new MerkleTree();
    private final MessageDigest lines = Hash.sha256();

    @BeforeAll
    static void grow() {
        for (int i = 0; i < SIZE; i++) {
            TREE.append(Hash.leaf(new byte[] {(byte) i}));
        }
    }

    @Test
    void hashes() {
        for (int end = 0; end <= SIZE; end++) {
            for (int start = 0; start <= end; start++) {
                var subtree = new Subtree(start, end);
                if (subtree.valid()) {
                    line(subtree + " " + subtree.hash(TREE), List.of());
                }
            }
        }
        assertAccumulated("subtree hash");
    }

    @Test
    void inclusion_proofs() {
        for (int end = 0; end <= SIZE; end++) {
            for (int start = 0; start <= end; start++) {
                var subtree = new Subtree(start, end);
                for (int index = start; subtree.valid() && index < end; index++) {
                    line(index + " " + subtree, subtree.inclusionPath(index, TREE));
                }
            }
        }
        assertAccumulated("subtree inclusion proof");
    }

    @Test
    void consistency_proofs() {
        for (int n = 0; n <= SIZE; n++) {
            for (int end = 0; end <= n; end++) {
                for (int start = 0; start <= end; start++) {
                    var subtree = new Subtree(start, end);
                    if (subtree.valid()) {
                        var path = subtree.consistencyPath(n, TREE);
                        line(subtree + " " + n, path);
                        assertThat(subtree.checkConsistency(n, path, subtree.hash(TREE), TREE.root(n))
                                        .holds())
                                .isTrue();
                    }
                }
            }
        }
        assertAccumulated("subtree consistency proof");
    }

    @Test
    void coverings() {
        for (int end = 0; end <= SIZE; end++) {
            for (int start = 0; start <= end; start++) {
                var cover = Subtree.cover(start, end);
                line(cover.getFirst() + " " + cover.getLast(), List.of());
                assertThat(cover).allMatch(Subtree::valid);
            }
        }
        assertAccumulated("subtree covering");
    }

    private void line(String text, List<Hash> path) {
        lines.update(text.getBytes(UTF_8));
        path.forEach(hash -> lines.update((" " + hash).getBytes(UTF_8)));
        lines.update((byte) '\n');
    }

    private void assertAccumulated(String name) {
        var wanted = Vectors.each(
                        Vectors.read("merkle/subtree-accumulated.json").get("vectors"))
                .filter(v -> v.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(HexFormat.of().formatHex(lines.digest()))
                .isEqualTo(wanted.get("sha256").asText());
    }
}
