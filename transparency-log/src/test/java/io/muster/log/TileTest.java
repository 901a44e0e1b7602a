package io.muster.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tiles and bundles against C2SP tlog-tiles. */
class TileTest {
    @Test
    void indexes_print_and_parse_as_in_the_specification() {
        for (var c : Vectors.read("tlog/c2sp-tiles.json").get("indexPaths")) {
            assertThat(TilePath.formatIndex(c.get("index").asLong()))
                    .isEqualTo(c.get("path").asText());
            assertThat(TilePath.parseIndex(c.get("path").asText()))
                    .contains(c.get("index").asLong());
        }
    }

    @Test
    void a_tree_has_the_tiles_of_the_specification() {
        for (var tree : Vectors.read("tlog/c2sp-tiles.json").get("trees")) {
            for (var level : tree.get("levels")) {
                var tiles =
                        TilePath.of(level.get("level").asInt(), tree.get("size").asLong());
                var full = tiles.stream().filter(TilePath::full).toList();
                assertThat(full).hasSize(level.get("fullTiles").asInt());
                if (!level.get("lastFullPath").isNull()) {
                    assertThat(full.getLast())
                            .hasToString(level.get("lastFullPath").asText());
                }
                if (level.get("partialPath").isNull()) {
                    assertThat(full).hasSameSizeAs(tiles);
                } else {
                    assertThat(tiles.getLast())
                            .hasToString(level.get("partialPath").asText());
                    assertThat(tiles.getLast().width())
                            .isEqualTo(level.get("partialWidth").asInt());
                }
            }
        }
    }

    @Test
    void the_index_part_of_go_paths_is_the_same() {
        for (var c : Vectors.read("tlog/go-tlog-vectors.json").get("tilePaths")) {
            var path = c.get("path").asText().replaceFirst("tile/[0-9]+/(data|-?[0-9]+)/", "");
            var index = TilePath.parseIndex(path.replaceFirst("\\.p/[0-9]+$", ""));
            var wanted = c.get("tile").isNull()
                    ? Optional.empty()
                    : Optional.of(c.at("/tile/n").asLong());
            assertThat(index).describedAs(path).isEqualTo(wanted);
        }
    }

    @Test
    void paths_parse_to_what_they_print() {
        for (var text :
                List.of("tile/0/000", "tile/5/x001/234.p/255", "tile/entries/x001/x234/067", "tile/entries/000.p/1")) {
            assertThat(TilePath.parse(text).orElseThrow()).hasToString(text);
        }
        for (var bad : List.of(
                "",
                "tile",
                "tile/6/000",
                "tile/-1/000",
                "tile/0/0",
                "tile/0/x000/001",
                "tile/0/1000",
                "tile/0/000.p/0",
                "tile/0/000.p/256",
                "tile/0/000.p/01",
                "tile/0/000.p/",
                "tile/0/../000",
                "tile/0/001/002",
                "log/0/000",
                "tile/0/x001/x001/x001/x001/x001/x001/001")) {
            assertThat(TilePath.parse(bad)).describedAs(bad).isEmpty();
        }
    }

    @Test
    void tiles_of_a_tree_are_those_of_its_levels_at_every_size() {
        var full = new HashMap<TilePath, Tile>();
        var tree = new TiledTree(new TileStore() {
            @Override
            public void put(TilePath path, Tile tile) {
                full.put(path, tile);
            }

            @Override
            public Optional<Tile> get(TilePath path) {
                return Optional.ofNullable(full.get(path));
            }
        });
        IntStream.range(0, 70_000).forEach(i -> tree.append(Vectors.leaf(i)));
        assertThat(tree.tile(new TilePath(0, 273, 112)).hashes().getFirst()).isEqualTo(Vectors.leaf(69_888));
        assertThat(tree.tile(new TilePath(0, 272, 5)).hashes().getLast()).isEqualTo(Vectors.leaf(69_636));
        assertThat(tree.tile(new TilePath(1, 1, 17)).hashes().getLast()).isEqualTo(tree.node(8, 272));
        assertThat(tree.tile(new TilePath(2, 0, 1)).hashes().getLast()).isEqualTo(tree.node(16, 0));
        var tile = tree.tile(new TilePath(0, 0, 256));
        assertThat(Tile.parse(tile.bytes())).isEqualTo(tile);
        for (var beyond : List.of(new TilePath(0, 273, 113), new TilePath(1, 1, 18), new TilePath(3, 0, 1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> tree.tile(beyond));
        }
    }

    @Test
    void bundles_are_read_back_and_cut_ones_refused() {
        var bundle = new EntryBundle(List.of(new byte[0], new byte[] {1, 2, 3}, new byte[300]));
        assertThat(bundle.bytes()).startsWith(0, 0, 0, 3, 1, 2, 3, 1, 44).hasSize(309);
        assertThat(EntryBundle.parse(bundle.bytes()).entries().get(1)).containsExactly(1, 2, 3);
        var sealed = new SealedBundle(List.of(Optional.empty(), Optional.of(new byte[] {7})));
        assertThat(SealedBundle.parse(sealed.bytes()).frames().get(0)).isEmpty();
        assertThat(SealedBundle.parse(sealed.bytes()).frames().get(1).orElseThrow())
                .containsExactly(7);
        for (int cut = 1; cut < 6; cut++) {
            byte[] entries = Arrays.copyOf(new byte[] {0, 3, 1, 2, 3}, 5 - Math.min(cut, 4));
            assertThatIllegalArgumentException().isThrownBy(() -> EntryBundle.parse(entries));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> SealedBundle.parse(new byte[] {0, 0, 0, 2, 1}));
        assertThatIllegalArgumentException().isThrownBy(() -> SealedBundle.parse(new byte[] {-1, 0, 0, 2, 1}));
        assertThatIllegalArgumentException().isThrownBy(() -> SealedBundle.parse(new byte[] {0, 0}));
    }
}
