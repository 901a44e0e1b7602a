package io.muster.log;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Up to 256 entries of the log (C2SP tlog-tiles "entry bundles"): each with its length before it, two bytes big-endian.
 *
 * @param entries each at most 65,535 bytes
 */
public record EntryBundle(List<byte[]> entries) {
    private static final int MAX_ENTRY = 0xffff;

    /** Checks and copies. */
    public EntryBundle {
        if (entries.size() > TilePath.FULL || entries.stream().anyMatch(entry -> entry.length > MAX_ENTRY)) {
            throw new IllegalArgumentException("a bundle has at most 256 entries of at most 65535 bytes");
        }
        entries = List.copyOf(entries);
    }

    /** Parses a bundle. Throws IllegalArgumentException if it is cut or has bytes left over. */
    public static EntryBundle parse(byte[] bytes) {
        var entries = new ArrayList<byte[]>();
        int at = 0;
        while (at < bytes.length) {
            if (bytes.length - at < 2) {
                throw new IllegalArgumentException("the bundle is cut in entry " + entries.size());
            }
            int length = (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
            if (bytes.length - at - 2 < length) {
                throw new IllegalArgumentException("the bundle is cut in entry " + entries.size());
            }
            entries.add(Arrays.copyOfRange(bytes, at + 2, at + 2 + length));
            at += 2 + length;
        }
        return new EntryBundle(entries);
    }

    /** The bundle as bytes. */
    public byte[] bytes() {
        var out = new ByteArrayOutputStream();
        for (var entry : entries) {
            out.write(entry.length >>> 8);
            out.write(entry.length & 0xff);
            out.writeBytes(entry);
        }
        return out.toByteArray();
    }
}
