package io.muster.log;

import java.util.ArrayList;
import java.util.List;

/**
 * An append-only tree of any size: the right edge (at most 255 hashes per tile level) in memory, full tiles in a {@link
 * TileStore}. Answers nodes, and so proofs, for the tree's current size and every earlier one. Not safe for use by several
 * threads.
 */
public final class TiledTree implements NodeReader {
    private static final int TILE_LEVELS = 8; // 256 = 2^8: tree levels per tile level

    private final TileStore store;
    private final List<List<Hash>> edge = new ArrayList<>();
    private long size;

    /** The empty tree. */
    public TiledTree(TileStore store) {
        this.store = store;
    }

    /**
     * The tree of {@code size} leaves whose full tiles lie in the store. Throws IllegalArgumentException if one of those on
     * the right edge is missing. Leaves after the last full bundle must be appended by the caller: {@link #size()} says how many
     * are there.
     */
    public static TiledTree restore(long size, TileStore store) {
        var tree = new TiledTree(store);
        tree.size = size - size % TilePath.FULL;
        for (int level = 0; tree.size >>> (TILE_LEVELS * level) > 0; level++) {
            var hashes = new ArrayList<Hash>();
            long count = tree.size >>> (TILE_LEVELS * level);
            for (long index = count - count % TilePath.FULL; index < count; index++) {
                hashes.add(tree.full(level - 1, index).node(TILE_LEVELS, 0));
            }
            tree.edge.add(hashes);
        }
        return tree;
    }

    /** Adds one leaf hash on the right. A tile that becomes full goes to the store before this returns. */
    public void append(Hash leaf) {
        var hash = leaf;
        size++;
        for (int level = 0; ; level++) {
            if (level == edge.size()) {
                edge.add(new ArrayList<>());
            }
            var hashes = edge.get(level);
            hashes.add(hash);
            if (hashes.size() < TilePath.FULL) {
                return;
            }
            var tile = new Tile(hashes);
            store.put(new TilePath(level, (size >>> (TILE_LEVELS * (level + 1))) - 1, TilePath.FULL), tile);
            hashes.clear();
            hash = tile.node(TILE_LEVELS, 0);
        }
    }

    /** Number of leaves. */
    public long size() {
        return size;
    }

    /** Root over all leaves. */
    public Hash root() {
        return rangeHash(0, size);
    }

    /**
     * A tile of the tree as it was with {@code path.width()} hashes in it. Throws IllegalArgumentException if the tree has not
     * come to it yet.
     */
    public Tile tile(TilePath path) {
        long first = path.index() * TilePath.FULL;
        if (path.level() < 0 || first + path.width() > size >>> (TILE_LEVELS * path.level())) {
            throw new IllegalArgumentException("the tree has not come to " + path);
        }
        return loaded(path.level(), path.index()).first(path.width());
    }

    @Override
    public Hash node(int level, long index) {
        if (index < 0 || (index + 1) > size >>> level) {
            throw new IllegalArgumentException("node " + index + " of level " + level + " is not complete");
        }
        int tileLevel = level / TILE_LEVELS;
        int within = level % TILE_LEVELS;
        int bits = TILE_LEVELS - within;
        return loaded(tileLevel, index >>> bits).node(within, (int) (index & ((1L << bits) - 1)));
    }

    private Tile loaded(int level, long index) {
        boolean onEdge = index == size >>> (TILE_LEVELS * (level + 1));
        return onEdge ? new Tile(edge.get(level)) : full(level, index);
    }

    private Tile full(int level, long index) {
        var path = new TilePath(level, index, TilePath.FULL);
        return store.get(path).orElseThrow(() -> new IllegalArgumentException(path + " is missing"));
    }
}
