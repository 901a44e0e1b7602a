package io.muster.log;

import java.util.List;

/**
 * What a log says of itself at one moment (C2SP tlog-checkpoint), the text of a signed note:
 *
 * <pre>
 * example.com/behind-the-sofa
 * 20852163
 * CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 * </pre>
 *
 * @param origin the log's name, also the name of its key
 * @param size number of entries
 * @param root over all of them
 * @param extensions further lines, kept and signed but not interpreted here
 */
public record Checkpoint(String origin, long size, Hash root, List<String> extensions) {
    /** Checks and copies. */
    public Checkpoint {
        if (origin.isEmpty() || origin.indexOf('\n') >= 0 || size < 0) {
            throw new IllegalArgumentException("a checkpoint has an origin in one line and a size from 0");
        }
        if (extensions.stream().anyMatch(line -> line.isEmpty() || line.indexOf('\n') >= 0)) {
            throw new IllegalArgumentException("an extension is a line that is not empty");
        }
        extensions = List.copyOf(extensions);
    }

    /** Without extensions. */
    public Checkpoint(String origin, long size, Hash root) {
        this(origin, size, root, List.of());
    }

    /** Parses a note's text. Throws IllegalArgumentException saying what is wrong. */
    public static Checkpoint parse(String text) {
        if (!text.endsWith("\n")) {
            throw new IllegalArgumentException("a checkpoint ends with a newline");
        }
        var lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
        if (lines.size() < 3 || !lines.get(1).matches("0|[1-9][0-9]{0,18}")) {
            throw new IllegalArgumentException("a checkpoint has three lines: origin, size in decimal, root in base64");
        }
        var root = Hash.fromBase64(lines.get(2));
        return new Checkpoint(lines.get(0), Long.parseLong(lines.get(1)), root, lines.subList(3, lines.size()));
    }

    /**
     * Opens a signed checkpoint of the log whose key this is. Throws IllegalArgumentException if it is malformed, of another
     * origin, or not signed by the key.
     */
    public static Checkpoint open(SignedNote note, NoteVerifier key) {
        note.open(List.of(key));
        var checkpoint = parse(note.text());
        if (!checkpoint.origin().equals(key.name())) {
            throw new IllegalArgumentException("a checkpoint of " + checkpoint.origin() + ", not of " + key.name());
        }
        return checkpoint;
    }

    /** The text that is signed. */
    public String text() {
        var text = new StringBuilder(origin)
                .append('\n')
                .append(size)
                .append('\n')
                .append(root.base64())
                .append('\n');
        extensions.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
