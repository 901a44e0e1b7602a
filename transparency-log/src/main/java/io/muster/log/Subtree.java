package io.muster.log;

import java.util.ArrayList;
import java.util.List;

/**
 * The leaves {@code [start, end)} of a tree, where {@code start} is a multiple of the smallest power of two that is at least
 * {@code end - start} (draft-ietf-plants-merkle-tree-certs, "Subtrees"). Proofs about a subtree work like those about the whole
 * tree, which is the subtree {@code [0, size)}.
 */
public record Subtree(long start, long end) {

    /** False for ranges that no tree has as a subtree; a range from outside must be asked this first. */
    public boolean valid() {
        if (start < 0 || end < start) {
            return false;
        }
        long n = end - start;
        if (n <= 1) {
            return true;
        }
        long width = NodeReader.split(n) << 1;
        return width > 0 && start % width == 0;
    }

    /** The one or two valid subtrees that cover any {@code [start, end)} (draft, "Arbitrary Intervals"). */
    public static List<Subtree> cover(long start, long end) {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("not a range: [" + start + ", " + end + ")");
        }
        if (end - start <= 1) {
            return List.of(new Subtree(start, end), new Subtree(end, end));
        }
        long last = end - 1;
        int split = 63 - Long.numberOfLeadingZeros(start ^ last);
        long mask = (1L << split) - 1;
        long mid = last & ~mask;
        int leftSplit = 64 - Long.numberOfLeadingZeros(~start & mask);
        long leftStart = start & -(1L << leftSplit);
        return List.of(new Subtree(leftStart, mid), new Subtree(mid, end));
    }

    /** Its hash. */
    public Hash hash(NodeReader nodes) {
        return nodes.rangeHash(start, end);
    }

    /** The hashes that prove leaf {@code index} in this subtree, lowest first. */
    public List<Hash> inclusionPath(long index, NodeReader nodes) {
        if (index < start || index >= end) {
            throw new IllegalArgumentException("leaf " + index + " is not in " + this);
        }
        var path = new ArrayList<Hash>();
        long from = start;
        long to = end;
        while (to - from > 1) {
            long k = from + NodeReader.split(to - from);
            if (index < k) {
                path.addFirst(nodes.rangeHash(k, to));
                to = k;
            } else {
                path.addFirst(nodes.rangeHash(from, k));
                from = k;
            }
        }
        return path;
    }

    /** Checks a path made by {@link #inclusionPath}. */
    public Verdict checkInclusion(long index, List<Hash> path, Hash leaf, Hash hash) {
        if (!valid() || index < start || index >= end) {
            return new Verdict.Broken("leaf " + Long.toUnsignedString(index) + " is not in a valid subtree " + this);
        }
        return new InclusionProof(index - start, end - start, path).check(leaf, hash);
    }

    /** The hashes that prove that this subtree is part of the tree of {@code size} leaves. */
    public List<Hash> consistencyPath(long size, NodeReader nodes) {
        if (!valid() || end > size) {
            throw new IllegalArgumentException(this + " is not a subtree of a tree of " + size);
        }
        var path = new ArrayList<Hash>();
        if (start == end) {
            return path;
        }
        long from = 0;
        long to = size;
        boolean known = true; // whether the verifier can have the hash of [from, to) because it is the subtree itself
        long left = start;
        while (!(left == from && end == to)) {
            long k = from + NodeReader.split(to - from);
            if (end <= k) {
                path.addFirst(nodes.rangeHash(k, to));
                to = k;
            } else {
                path.addFirst(nodes.rangeHash(from, k));
                from = k;
                if (left < k) {
                    left = k;
                    known = false;
                }
            }
        }
        if (!known) {
            path.addFirst(nodes.rangeHash(from, to));
        }
        return path;
    }

    /** Checks a path made by {@link #consistencyPath} (draft, "Verifying a Subtree Consistency Proof"). */
    public Verdict checkConsistency(long size, List<Hash> path, Hash hash, Hash root) {
        if (!valid() || size < 0 || end > size) {
            return new Verdict.Broken(this + " is not a subtree of a tree of " + Long.toUnsignedString(size));
        }
        if (start == end) {
            return path.isEmpty()
                    ? Verdict.equal(Hash.EMPTY_ROOT, hash, "hash of the empty subtree")
                    : new Verdict.Broken("an empty subtree needs no path");
        }
        long fn = start;
        long sn = end - 1;
        long tn = size - 1;
        while (fn != sn && (sn == tn || (sn & 1) == 1)) {
            fn >>>= 1;
            sn >>>= 1;
            tn >>>= 1;
        }
        if (fn == sn) { // the subtree is one complete node, or the tree's own right edge: the verifier has its hash
            return walk(fn, sn, tn, hash, hash, path, hash, root);
        }
        return path.isEmpty()
                ? new Verdict.Broken("the path is too short")
                : walk(fn, sn, tn, path.getFirst(), path.getFirst(), path.subList(1, path.size()), hash, root);
    }

    private static Verdict walk(
            long first, long sub, long tree, Hash fr0, Hash sr0, List<Hash> path, Hash hash, Hash root) {
        long fn = first;
        long sn = sub;
        long tn = tree;
        var fr = fr0;
        var sr = sr0;
        for (var c : path) {
            if (tn == 0) {
                return new Verdict.Broken("the path is too long");
            }
            if ((sn & 1) == 1 || sn == tn) {
                if (fn < sn) {
                    fr = Hash.node(c, fr);
                }
                sr = Hash.node(c, sr);
                while ((sn & 1) == 0 && sn != 0) {
                    fn >>>= 1;
                    sn >>>= 1;
                    tn >>>= 1;
                }
            } else {
                sr = Hash.node(sr, c);
            }
            fn >>>= 1;
            sn >>>= 1;
            tn >>>= 1;
        }
        if (tn != 0) {
            return new Verdict.Broken("the path is too short");
        }
        var subtree = Verdict.equal(fr, hash, "subtree");
        return subtree.holds() ? Verdict.equal(sr, root, "root") : subtree;
    }

    @Override
    public String toString() {
        return "[" + start + ", " + end + ")";
    }
}
