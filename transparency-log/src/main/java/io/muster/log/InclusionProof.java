package io.muster.log;

import java.util.List;

/**
 * That a leaf is in a tree (RFC 9162 §2.1.3): the hashes beside its way to the root, lowest first.
 *
 * @param index of the leaf, from 0
 * @param treeSize number of leaves of the tree
 * @param path at most 63 hashes
 */
public record InclusionProof(long index, long treeSize, List<Hash> path) {
    /** Copies the path; sizes are checked by {@link #check}, because a proof comes from outside. */
    public InclusionProof {
        path = List.copyOf(path);
    }

    /** Makes the proof. Throws IllegalArgumentException if the leaf is not in the tree. */
    public static InclusionProof of(long index, long treeSize, NodeReader nodes) {
        if (index < 0 || index >= treeSize) {
            throw new IllegalArgumentException("no leaf " + index + " in a tree of " + treeSize);
        }
        return new InclusionProof(index, treeSize, new Subtree(0, treeSize).inclusionPath(index, nodes));
    }

    /** Computes the root from leaf and path and compares it (RFC 9162 §2.1.3.2). */
    public Verdict check(Hash leaf, Hash root) {
        if (index < 0 || treeSize < 0 || index >= treeSize) {
            return new Verdict.Broken(
                    "no leaf " + Long.toUnsignedString(index) + " in a tree of " + Long.toUnsignedString(treeSize));
        }
        long fn = index;
        long sn = treeSize - 1;
        var r = leaf;
        for (var p : path) {
            if (sn == 0) {
                return new Verdict.Broken("the path is too long");
            }
            if ((fn & 1) == 1 || fn == sn) {
                r = Hash.node(p, r);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>>= 1;
                    sn >>>= 1;
                }
            } else {
                r = Hash.node(r, p);
            }
            fn >>>= 1;
            sn >>>= 1;
        }
        return sn == 0 ? Verdict.equal(r, root, "root") : new Verdict.Broken("the path is too short");
    }
}
