package io.muster.log;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Up to 256 hashes of one level (C2SP tlog-tiles): those of complete subtrees of {@code 256^level} leaves.
 *
 * @param hashes 1 to 256
 */
public record Tile(List<Hash> hashes) {
    /** Checks and copies. */
    public Tile {
        hashes = List.copyOf(hashes);
        if (hashes.isEmpty() || hashes.size() > TilePath.FULL) {
            throw new IllegalArgumentException("a tile has 1 to 256 hashes");
        }
    }

    /** Reads the hashes one after the other. Throws IllegalArgumentException for a broken length. */
    public static Tile parse(byte[] bytes) {
        if (bytes.length % Hash.SIZE != 0) {
            throw new IllegalArgumentException("a tile is whole hashes");
        }
        var hashes = new ArrayList<Hash>();
        for (int at = 0; at < bytes.length; at += Hash.SIZE) {
            hashes.add(Hash.at(bytes, at));
        }
        return new Tile(hashes);
    }

    /** The hashes one after the other. */
    public byte[] bytes() {
        var out = new ByteArrayOutputStream(hashes.size() * Hash.SIZE);
        hashes.forEach(hash -> out.writeBytes(hash.bytes()));
        return out.toByteArray();
    }

    /** The first hashes of it, which are the tile of a smaller tree. */
    public Tile first(int width) {
        return new Tile(hashes.subList(0, width));
    }

    /** The complete node {@code level} (0 to 8) above the tile's own hashes, {@code index} counted within the tile. */
    Hash node(int level, int index) {
        int from = index << level;
        int to = from + (1 << level);
        if (to > hashes.size()) {
            throw new IllegalArgumentException("node " + index + " of level " + level + " is not complete in the tile");
        }
        return subtree(from, to);
    }

    private Hash subtree(int from, int to) {
        if (to - from == 1) {
            return hashes.get(from);
        }
        int middle = (from + to) >>> 1;
        return Hash.node(subtree(from, middle), subtree(middle, to));
    }
}
