package io.muster.log;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * A text with signature lines (C2SP signed-note):
 *
 * <pre>
 * This is an example message.
 *
 * — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
 * </pre>
 *
 * @param text ends with a newline; it is what is signed
 * @param lines at most 100
 */
public record SignedNote(String text, List<Line> lines) {
    private static final String MARK = "— ";
    private static final int MAX_LINES = 100;
    private static final int MAX_BYTES = 1 << 20;

    /** Checks the text's form and copies. */
    public SignedNote {
        if (!text.endsWith("\n") || hasControl(text)) {
            throw new IllegalArgumentException(
                    "malformed note: its text is UTF-8 without control characters and ends a line");
        }
        lines = List.copyOf(lines);
        if (lines.isEmpty() || lines.size() > MAX_LINES) {
            throw new IllegalArgumentException("malformed note: it has 1 to " + MAX_LINES + " signatures");
        }
    }

    /**
     * One signature.
     *
     * @param name of the signer
     * @param base64 of four bytes key id and the signature
     */
    public record Line(String name, String base64) {
        /** Checks. */
        public Line {
            NoteVerifier.requireName(name);
            if (decode(base64).length < 5) {
                throw new IllegalArgumentException("malformed note: a signature is longer than its key id");
            }
        }

        int keyId() {
            return ByteBuffer.wrap(decode(base64)).getInt();
        }

        byte[] signature() {
            byte[] blob = decode(base64);
            return Arrays.copyOfRange(blob, 4, blob.length);
        }

        private static byte[] decode(String base64) {
            byte[] blob;
            try {
                blob = Base64.getDecoder().decode(base64);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("malformed note: a signature is not base64", e);
            }
            if (!Base64.getEncoder().encodeToString(blob).equals(base64)) { // one signature has one printed form
                throw new IllegalArgumentException("malformed note: a signature is not canonical base64");
            }
            return blob;
        }

        @Override
        public String toString() {
            return MARK + name + " " + base64;
        }
    }

    /**
     * What opening a note found.
     *
     * @param verified lines whose key is known and whose signature is right; at least one
     * @param unverified lines of unknown keys, which say nothing
     */
    public record Opened(List<Line> verified, List<Line> unverified) {
        /** Copies. */
        public Opened {
            verified = List.copyOf(verified);
            unverified = List.copyOf(unverified);
        }
    }

    /** Parses bytes from outside. Throws IllegalArgumentException "malformed note: …". */
    public static SignedNote parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("malformed note: longer than 1 MiB");
        }
        var note = utf8(bytes);
        if (hasControl(note)) {
            throw new IllegalArgumentException("malformed note: control character");
        }
        int blank = note.lastIndexOf("\n\n");
        if (blank < 0 || !note.endsWith("\n") || blank + 2 == note.length()) {
            throw new IllegalArgumentException("malformed note: no signature after a blank line");
        }
        var lines = new ArrayList<Line>();
        for (var line : note.substring(blank + 2, note.length() - 1).split("\n", MAX_LINES + 2)) {
            lines.add(parseLine(line));
        }
        return new SignedNote(note.substring(0, blank + 1), lines);
    }

    /** The same for a string. */
    public static SignedNote parse(String note) {
        return parse(note.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Checks the signatures of these keys. Throws IllegalArgumentException if a known key's signature is wrong, if none is known,
     * or if two of the keys cannot be told apart by name and id.
     */
    public Opened open(Collection<NoteVerifier> verifiers) {
        byte[] signed = text.getBytes(StandardCharsets.UTF_8);
        var verified = new ArrayList<Line>();
        var unverified = new ArrayList<Line>();
        for (var line : lines) {
            var known = verifiers.stream()
                    .filter(v -> v.name().equals(line.name()) && v.keyId() == line.keyId())
                    .toList();
            if (known.size() > 1) {
                throw new IllegalArgumentException("ambiguous key " + line.name());
            }
            if (known.isEmpty()) {
                if (!unverified.contains(line)) {
                    unverified.add(line);
                }
            } else if (verified.stream().noneMatch(v -> v.name().equals(line.name()) && v.keyId() == line.keyId())) {
                if (!known.getFirst().verifies(signed, line.signature())) {
                    throw new IllegalArgumentException("invalid signature of " + line.name());
                }
                verified.add(line);
            }
        }
        if (verified.isEmpty()) {
            throw new IllegalArgumentException("unverified note: no signature of a known key");
        }
        return new Opened(verified, unverified);
    }

    private static Line parseLine(String line) {
        int space = line.indexOf(' ', MARK.length());
        if (!line.startsWith(MARK) || space < 0) {
            throw new IllegalArgumentException("malformed note: a signature line is \"— name base64\"");
        }
        return new Line(line.substring(MARK.length(), space), line.substring(space + 1));
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("malformed note: not UTF-8", e);
        }
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(c -> c < 0x20 && c != '\n');
    }

    /** The note as it is sent and stored. */
    @Override
    public String toString() {
        var note = new StringBuilder(text).append('\n');
        lines.forEach(line -> note.append(line).append('\n'));
        return note.toString();
    }
}
