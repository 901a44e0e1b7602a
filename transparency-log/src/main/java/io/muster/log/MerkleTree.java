package io.muster.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tree in memory with every complete subtree's hash: 64 bytes per leaf. For verifiers and tests; a log keeps a
 * {@link TiledTree}. Not safe for use by several threads.
 */
public final class MerkleTree implements NodeReader {
    private final List<Level> levels = new ArrayList<>();

    /** Adds one leaf hash on the right. */
    public void append(Hash leaf) {
        var hash = leaf;
        for (int level = 0; ; level++) {
            if (level == levels.size()) {
                levels.add(new Level());
            }
            var row = levels.get(level);
            row.add(hash);
            if (row.count % 2 == 1) {
                return;
            }
            hash = Hash.node(row.get(row.count - 2), row.get(row.count - 1));
        }
    }

    /** Number of leaves. */
    public long size() {
        return levels.isEmpty() ? 0 : levels.getFirst().count;
    }

    /** Root over the first {@code size} leaves. */
    public Hash root(long size) {
        if (size < 0 || size > size()) {
            throw new IllegalArgumentException("the tree has " + size() + " leaves, not " + size);
        }
        return rangeHash(0, size);
    }

    @Override
    public Hash node(int level, long index) {
        if (level >= levels.size() || index < 0 || index >= levels.get(level).count) {
            throw new IllegalArgumentException("node " + index + " of level " + level + " is not complete");
        }
        return levels.get(level).get((int) index);
    }

    private static final class Level {
        private byte[] bytes = new byte[Hash.SIZE * 16];
        private int count;

        void add(Hash hash) {
            int at = Math.multiplyExact(count, Hash.SIZE);
            if (at == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.multiplyExact(bytes.length, 2));
            }
            System.arraycopy(hash.bytes(), 0, bytes, at, Hash.SIZE);
            count++;
        }

        Hash get(int index) {
            return Hash.at(bytes, index * Hash.SIZE);
        }
    }
}
