package io.muster.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What must hold of proofs for trees of any size. */
class ProofPropertiesTest {
    private static final int MAX = 700;
    private static final MerkleTree TREE = Vectors.tree(MAX);

    @Property(tries = 300)
    void each_leaf_has_a_proof_and_no_byte_of_it_may_change(
            @ForAll @IntRange(min = 1, max = MAX) int size, @ForAll @IntRange(min = 0, max = MAX) int any) {
        int index = any % size;
        var proof = InclusionProof.of(index, size, TREE);
        var root = TREE.root(size);
        assertThat(proof.check(Vectors.leaf(index), root).holds()).isTrue();
        assertThat(proof.check(Vectors.leaf(index + 1), root).holds()).isFalse();
        for (var path : Vectors.damaged(proof.path())) {
            assertThat(new InclusionProof(index, size, path)
                            .check(Vectors.leaf(index), root)
                            .holds())
                    .isFalse();
        }
        if (size > 1) { // the same path for another leaf
            int other = (index + 1) % size;
            assertThat(new InclusionProof(other, size, proof.path())
                            .check(Vectors.leaf(index), root)
                            .holds())
                    .isFalse();
        }
    }

    @Property(tries = 300)
    void each_earlier_tree_is_consistent_and_no_byte_of_the_proof_may_change(
            @ForAll @IntRange(min = 1, max = MAX) int a, @ForAll @IntRange(min = 1, max = MAX) int b) {
        int from = Math.min(a, b);
        int to = Math.max(a, b);
        var proof = ConsistencyProof.of(from, to, TREE);
        assertThat(proof.check(TREE.root(from), TREE.root(to)).holds()).isTrue();
        for (var path : Vectors.damaged(proof.path())) {
            assertThat(new ConsistencyProof(from, to, path)
                            .check(TREE.root(from), TREE.root(to))
                            .holds())
                    .isFalse();
        }
        if (from < to) {
            assertThat(proof.check(TREE.root(to), TREE.root(to)).holds()).isFalse();
            assertThat(proof.check(TREE.root(from), TREE.root(from)).holds()).isFalse();
        }
    }

    @Property(tries = 12)
    void a_tree_in_tiles_is_the_tree_in_memory_also_after_a_restart(
            @ForAll @IntRange(min = 0, max = 140_000) int size, @ForAll @IntRange(min = 1, max = 140_000) int any) {
        var stored = new Tiles();
        var tiled = new TiledTree(stored);
        var range = new CompactRange();
        for (int i = 0; i < size; i++) {
            tiled.append(Vectors.leaf(i));
            range.append(Vectors.leaf(i));
        }
        assertThat(tiled.root()).isEqualTo(range.root());
        assertThat(CompactRange.of(size, tiled).root()).isEqualTo(range.root());
        var restored = TiledTree.restore(size, stored);
        for (int i = (int) restored.size(); i < size; i++) {
            restored.append(Vectors.leaf(i));
        }
        assertThat(restored.root()).isEqualTo(range.root());
        if (size > 0) {
            int index = any % size;
            var proof = InclusionProof.of(index, size, restored);
            assertThat(proof.check(Vectors.leaf(index), range.root()).holds()).isTrue();
        }
    }

    private static final class Tiles implements TileStore {
        private final Map<TilePath, Tile> tiles = new HashMap<>();

        @Override
        public void put(TilePath path, Tile tile) {
            assertThat(tiles.putIfAbsent(path, tile)).isNull();
        }

        @Override
        public Optional<Tile> get(TilePath path) {
            return Optional.ofNullable(tiles.get(path));
        }
    }
}
