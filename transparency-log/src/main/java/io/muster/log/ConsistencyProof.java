package io.muster.log;

import java.util.List;

/**
 * That a tree of {@code from} leaves is the beginning of a tree of {@code to} leaves (RFC 9162 §2.1.4): nothing was changed,
 * dropped or reordered in between.
 */
public record ConsistencyProof(long from, long to, List<Hash> path) {
    /** Copies the path; sizes are checked by {@link #check}, because a proof comes from outside. */
    public ConsistencyProof {
        path = List.copyOf(path);
    }

    /** Makes the proof. Throws IllegalArgumentException unless {@code 0 < from <= to}. */
    public static ConsistencyProof of(long from, long to, NodeReader nodes) {
        if (from <= 0 || from > to) {
            throw new IllegalArgumentException("no consistency proof from " + from + " to " + to);
        }
        return new ConsistencyProof(from, to, new Subtree(0, from).consistencyPath(to, nodes));
    }

    /**
     * Computes both roots from the path and compares them (RFC 9162 §2.1.4.2). From the empty tree there is
     * nothing to prove, so that such a claim is refused.
     */
    public Verdict check(Hash fromRoot, Hash toRoot) {
        if (from < 0 || to < 0 || from > to) {
            return new Verdict.Broken(
                    "a tree does not shrink from " + Long.toUnsignedString(from) + " to " + Long.toUnsignedString(to));
        }
        if (from == 0) {
            return new Verdict.Broken("consistency with the empty tree proves nothing");
        }
        if (from == to) {
            return path.isEmpty()
                    ? Verdict.equal(fromRoot, toRoot, "root")
                    : new Verdict.Broken("trees of one size need no path");
        }
        return new Subtree(0, from).checkConsistency(to, path, fromRoot, toRoot);
    }
}
