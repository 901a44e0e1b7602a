package io.muster.log;

import java.util.ArrayList;
import java.util.List;

/**
 * The least that must be kept to append to a tree and know its root: one hash per complete subtree on its right edge, at most
 * 63. Not safe for use by several threads.
 */
public final class CompactRange {
    private final List<Hash> edge;
    private long size;

    /** The empty tree. */
    public CompactRange() {
        this(0, List.of());
    }

    private CompactRange(long size, List<Hash> edge) {
        this.size = size;
        this.edge = new ArrayList<>(edge);
    }

    /** The range of an existing tree, read from its complete subtrees. */
    public static CompactRange of(long size, NodeReader nodes) {
        var edge = new ArrayList<Hash>();
        long start = 0;
        for (int level = 62; level >= 0; level--) {
            if (((size >>> level) & 1) == 1) {
                edge.add(nodes.node(level, start >>> level));
                start += 1L << level;
            }
        }
        return new CompactRange(size, edge);
    }

    /** Adds one leaf hash on the right. */
    public void append(Hash leaf) {
        edge.add(leaf);
        for (long rest = size; (rest & 1) == 1; rest >>>= 1) {
            var right = edge.removeLast();
            edge.add(Hash.node(edge.removeLast(), right));
        }
        size++;
    }

    /** Number of leaves. */
    public long size() {
        return size;
    }

    /** Root over all leaves so far (RFC 9162 §2.1.1). */
    public Hash root() {
        if (edge.isEmpty()) {
            return Hash.EMPTY_ROOT;
        }
        var root = edge.getLast();
        for (int i = edge.size() - 2; i >= 0; i--) {
            root = Hash.node(edge.get(i), root);
        }
        return root;
    }

    /** An independent copy. */
    public CompactRange copy() {
        return new CompactRange(size, edge);
    }
}
