package io.muster.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashing and proofs against the vectors of transparency-dev/merkle and the Certificate Transparency reference. */
class MerkleVectorsTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void leaf_node_and_empty_root_are_hashed_as_in_rfc_6962() {
        for (var c : Vectors.read("merkle/hasher.json").get("cases")) {
            var hash = switch (c.get("op").asText()) {
                case "emptyRoot" -> Hash.EMPTY_ROOT;
                case "leaf" -> Hash.leaf(HEX.parseHex(c.get("dataHex").asText()));
                case "node" ->
                    Hash.node(
                            HEX.parseHex(c.get("leftHex").asText()),
                            HEX.parseHex(c.get("rightHex").asText()));
                default -> throw new AssertionError(c);
            };
            assertThat(hash)
                    .describedAs(c.toString())
                    .hasToString(c.get("wantHex").asText());
        }
    }

    @Test
    void the_reference_tree_has_its_nodes_and_roots() {
        var vector = Vectors.read("merkle/tree8.json");
        var tree = new MerkleTree();
        var range = new CompactRange();
        var roots = Vectors.hex(vector.get("rootHashes"));
        assertThat(range.root()).isEqualTo(roots.getFirst());
        for (var input : vector.get("leafInputs")) {
            var leaf = Hash.leaf(HEX.parseHex(input.asText()));
            tree.append(leaf);
            range.append(leaf);
            assertThat(range.root()).isEqualTo(roots.get((int) tree.size()));
            assertThat(tree.root(tree.size())).isEqualTo(roots.get((int) tree.size()));
        }
        for (int level = 0; level < vector.get("nodeHashes").size(); level++) {
            var nodes = Vectors.hex(vector.get("nodeHashes").get(level));
            for (int i = 0; i < nodes.size(); i++) {
                assertThat(tree.node(level, i)).isEqualTo(nodes.get(i));
            }
        }
    }

    @Test
    void the_reference_tree_has_its_proofs() {
        var tree = new MerkleTree();
        for (var input : Vectors.read("merkle/tree8.json").get("leafInputs")) {
            tree.append(Hash.leaf(HEX.parseHex(input.asText())));
        }
        var proofs = Vectors.read("merkle/tree8-proofs.json");
        for (var p : proofs.get("inclusion")) {
            var proof = InclusionProof.of(
                    p.get("leafIdx").asLong(), p.get("treeSize").asLong(), tree);
            assertThat(proof.path()).isEqualTo(Vectors.hex(p.get("proof")));
        }
        for (var p : proofs.get("consistency")) {
            var proof =
                    ConsistencyProof.of(p.get("size1").asLong(), p.get("size2").asLong(), tree);
            assertThat(proof.path()).isEqualTo(Vectors.hex(p.get("proof")));
        }
    }

    @Test
    void trees_of_0_to_100_leaves_have_the_roots_of_the_go_log() {
        var vector = Vectors.read("tlog/leaf100-roots.json");
        var leaves = Vectors.base64(vector.get("leafHashes"));
        var roots = Vectors.base64(vector.get("roots"));
        var range = new CompactRange();
        for (int i = 0; i < leaves.size(); i++) {
            assertThat(range.root()).isEqualTo(roots.get(i));
            assertThat(Vectors.leaf(i)).isEqualTo(leaves.get(i));
            range.append(leaves.get(i));
        }
        assertThat(range.root()).isEqualTo(roots.get(leaves.size()));
        assertThat(Vectors.read("tlog/go-tlog-vectors.json")
                        .at("/treeNote/text")
                        .asText())
                .contains(Hash.leaf("hello world".getBytes(UTF_8)).base64());
    }

    @ParameterizedTest
    @ValueSource(strings = {"inclusion", "consistency", "subtreeinclusion", "subtreeconsistency"})
    void probes_hold_or_are_refused_as_their_source_says(String kind) {
        for (var probe : Vectors.read("merkle/" + kind + ".json")) {
            var verdict = verdict(() -> check(kind, probe));
            assertThat(verdict.holds())
                    .describedAs("%s: %s", probe.get("file").asText(), verdict)
                    .isEqualTo(!probe.get("wantErr").asBoolean());
        }
    }

    private static Verdict verdict(Supplier<Verdict> check) {
        try {
            return check.get();
        } catch (IllegalArgumentException e) { // a hash that is none
            return new Verdict.Broken(String.valueOf(e.getMessage()));
        }
    }

    private static Verdict check(String kind, JsonNode probe) {
        var path = probe.get("proof").isNull() ? List.<Hash>of() : Vectors.base64(probe.get("proof"));
        return switch (kind) {
            case "inclusion" ->
                new InclusionProof(size(probe, "leafIdx"), size(probe, "treeSize"), path)
                        .check(hash(probe, "leafHash"), hash(probe, "root"));
            case "consistency" ->
                new ConsistencyProof(size(probe, "size1"), size(probe, "size2"), path)
                        .check(hash(probe, "root1"), hash(probe, "root2"));
            case "subtreeinclusion" ->
                subtree(probe)
                        .checkInclusion(size(probe, "leafIdx"), path, hash(probe, "leafHash"), hash(probe, "root"));
            case "subtreeconsistency" ->
                subtree(probe).checkConsistency(size(probe, "size"), path, hash(probe, "root1"), hash(probe, "root2"));
            default -> throw new AssertionError(kind);
        };
    }

    private static Subtree subtree(JsonNode probe) {
        return new Subtree(size(probe, "start"), size(probe, "end"));
    }

    private static Hash hash(JsonNode probe, String name) {
        byte[] bytes = Base64.getDecoder().decode(probe.get(name).asText());
        // The source writes "don't care 1" for a root whose value does not matter; here a root is always a hash.
        return new String(bytes, UTF_8).startsWith("don't care") ? Hash.leaf(bytes) : Hash.of(bytes);
    }

    private static long size(JsonNode probe, String name) {
        return probe.get(name)
                .bigIntegerValue()
                .longValue(); // 2^64 - 1 and the like become negative, as in a careless parser
    }
}
