package io.muster.gateway.bulk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file that came in, looked at as a whole before its rows are read.
 *
 * @param name as the client calls it
 * @param bytes its size
 * @param sha256 hexadecimal
 */
record FeedFile(Path path, String name, long bytes, String sha256) {
    private static final int BUFFER = 64 * 1024;

    /** What decoding the whole file came to: the line of the first byte that is no text of the charset (0 = none), and whether all was ASCII. */
    private record Decoded(int badLine, boolean ascii) {}

    /**
     * Looks at a file.
     *
     * @throws FeedProblem where it is not written in that charset
     */
    static FeedFile check(Path path, String name, Charset charset) throws IOException {
        var decoded = decode(path, charset);
        if (decoded.badLine > 0) {
            throw new FeedProblem(
                    decoded.badLine, "The file is not " + charset.name() + ", which the mapping says that it is.");
        }
        // Every byte is some letter of a Latin charset: an umlaut in UTF-8 would come in as two wrong letters.
        boolean singleByte = charset.newEncoder().maxBytesPerChar() == 1.0f;
        if (singleByte && !decoded.ascii && decode(path, StandardCharsets.UTF_8).badLine == 0) {
            throw new FeedProblem(0, "The file is UTF-8, and the mapping says that it is " + charset.name() + ".");
        }
        return new FeedFile(path, name, Files.size(path), digest(path));
    }

    private static Decoded decode(Path path, Charset charset) throws IOException {
        var decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var bytes = ByteBuffer.allocate(BUFFER);
        var chars = CharBuffer.allocate(BUFFER);
        int line = 1;
        boolean ascii = true;
        try (var file = Files.newByteChannel(path)) {
            boolean end = false;
            while (!end) {
                end = file.read(bytes) < 0;
                bytes.flip();
                CoderResult result;
                do {
                    result = decoder.decode(bytes, chars, end);
                    chars.flip();
                    while (chars.hasRemaining()) {
                        char c = chars.get();
                        line += c == '\n' ? 1 : 0;
                        ascii &= c < 0x80;
                    }
                    chars.clear();
                } while (result.isOverflow());
                if (result.isError()) {
                    return new Decoded(line, false);
                }
                bytes.compact();
            }
        }
        return new Decoded(0, ascii);
    }

    private static String digest(Path path) throws IOException {
        try (var in = Files.newInputStream(path)) {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
