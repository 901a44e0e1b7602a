package io.muster.scim.resource;

import io.muster.scim.schema.ResolvedPath;
import java.util.List;

/**
 * Which attributes count as named by a write: those that are returned on request are in its answer too (RFC 7643 §7).
 *
 * @param all whether all that are there count, as after a POST or a PUT, which say what the whole resource is to be
 * @param ways those that a PATCH names; nothing is added where all count
 */
public record WrittenAttributes(boolean all, List<ResolvedPath> ways) {
    /** Of what only reads. */
    public static final WrittenAttributes NONE = new WrittenAttributes(false, List.of());

    /** Of a whole resource. */
    public static final WrittenAttributes ALL = new WrittenAttributes(true, List.of());

    /** Copies. */
    public WrittenAttributes {
        ways = List.copyOf(ways);
    }

    /** Of a PATCH. */
    public static WrittenAttributes of(List<ResolvedPath> ways) {
        return new WrittenAttributes(false, ways);
    }

    /** Whether the write has named the attribute, what holds it or a part of it. */
    boolean has(ResolvedPath path) {
        return all || ways.stream().anyMatch(way -> way.covers(path) || path.covers(way));
    }
}
