package io.muster.log;

/**
 * Reads complete subtrees of a tree: {@code node(level, index)} is the hash over the leaves {@code [index << level, (index + 1)
 * << level)}. Level 0 are the leaf hashes. A reader may throw IllegalArgumentException for a node that is not complete.
 */
@FunctionalInterface
public interface NodeReader {
    /** The hash of a complete subtree. */
    Hash node(int level, long index);

    /**
     * Merkle tree hash over the leaves {@code [start, end)} (RFC 9162 §2.1.1). {@code start} must be aligned so that the range
     * is a subtree of the tree that holds it; {@code [0, size)} always is.
     */
    default Hash rangeHash(long start, long end) {
        long n = end - start;
        if (n <= 0) {
            return Hash.EMPTY_ROOT;
        }
        if (Long.bitCount(n) == 1 && start % n == 0) {
            int level = Long.numberOfTrailingZeros(n);
            return node(level, start >>> level);
        }
        long k = split(n);
        return Hash.node(rangeHash(start, start + k), rangeHash(start + k, end));
    }

    /** The largest power of two smaller than n (n at least 2). */
    static long split(long n) {
        return Long.highestOneBit(n - 1);
    }
}
