package io.muster.log;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What lies beside up to 256 entries of a dump, one frame per entry: its ciphertext, or its leaf key. A frame has its length
 * before it, four bytes big-endian; length 0 says that there is none.
 *
 * @param frames in the order of the entries
 */
public record SealedBundle(List<Optional<byte[]>> frames) {
    private static final int MAX_FRAME = 8 << 20;

    /** Checks and copies. */
    public SealedBundle {
        if (frames.size() > TilePath.FULL) {
            throw new IllegalArgumentException("a bundle has at most 256 frames");
        }
        frames = List.copyOf(frames);
    }

    /** Parses a bundle. Throws IllegalArgumentException if it is cut or a frame is longer than 8 MiB. */
    public static SealedBundle parse(byte[] bytes) {
        var frames = new ArrayList<Optional<byte[]>>();
        var in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            int length = in.remaining() < 4 ? -1 : in.getInt();
            if (length < 0 || length > MAX_FRAME || length > in.remaining()) {
                throw new IllegalArgumentException("the bundle is cut in frame " + frames.size());
            }
            byte[] frame = new byte[length];
            in.get(frame);
            frames.add(length == 0 ? Optional.empty() : Optional.of(frame));
        }
        return new SealedBundle(frames);
    }

    /** The bundle as bytes. */
    public byte[] bytes() {
        var out = new ByteArrayOutputStream();
        for (var frame : frames) {
            byte[] content = frame.orElseGet(() -> new byte[0]);
            out.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
            out.writeBytes(content);
        }
        return out.toByteArray();
    }
}
