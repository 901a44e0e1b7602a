package io.muster.runtime.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * One document of a file, with the line of each of its values.
 *
 * @param lines line (1-based) by JSON pointer; a member's line is that of its name
 */
public record YamlDocument(String file, ObjectNode root, Map<String, Integer> lines) {
    public YamlDocument {
        lines = Map.copyOf(lines);
    }

    /** The line of the value at the pointer, or of the nearest value that contains it. */
    public int line(String pointer) {
        for (var at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
            var line = lines.get(at);
            if (line != null) {
                return line;
            }
            if (at.isEmpty()) {
                return 0;
            }
        }
    }

    /** {@code kind}, empty where there is none. */
    public String kind() {
        return root.path("kind").asText("");
    }

    /** {@code metadata.name}, empty where there is none. */
    public String name() {
        return root.path("metadata").path("name").asText("");
    }

    /** What is wrong with the value at the pointer. */
    public DocumentProblem problem(String pointer, String message) {
        return problem(pointer, message, List.of());
    }

    /** The same with what could stand there. */
    public DocumentProblem problem(String pointer, String message, List<String> allowed) {
        return new DocumentProblem(file, line(pointer), field(pointer), message, allowed);
    }

    /** A name as a step of a JSON pointer (RFC 6901 §3). */
    public static String step(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** {@code /spec/birthright/0/scope} as people write it: {@code spec.birthright[0].scope}. */
    public static String field(String pointer) {
        var text = new StringBuilder();
        for (var part : pointer.split("/", -1)) {
            var name = part.replace("~1", "/").replace("~0", "~");
            if (name.isEmpty()) {
                continue;
            }
            if (name.chars().allMatch(Character::isDigit)) {
                text.append('[').append(name).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(name);
            }
        }
        return text.toString();
    }
}
