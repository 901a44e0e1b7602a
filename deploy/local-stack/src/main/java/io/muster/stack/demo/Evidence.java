package io.muster.stack.demo;

import java.util.ArrayList;
import java.util.List;

/** What a step saw, line by line, in the order of seeing. */
public final class Evidence {
    private final List<String> lines = new ArrayList<>();

    /** Adds a line. */
    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be this module's only use of another jar
    public void seen(String format, Object... values) {
        lines.add(values.length == 0 ? format : format.formatted(values));
    }

    /** What was seen so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }
}
