package io.muster.workflows.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * One document of a file, with the line of each of its values.
 *
 * @param lines line (1-based) by JSON pointer; a member's line is that of its name
 */
record YamlDocument(String file, ObjectNode root, Map<String, Integer> lines) {
    YamlDocument {
        lines = Map.copyOf(lines);
    }

    /** The line of the value at the pointer, or of the nearest value that contains it. */
    int line(String pointer) {
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

    String kind() {
        return root.path("kind").asText("");
    }

    String name() {
        return root.path("metadata").path("name").asText("");
    }

    PolicyProblem problem(String pointer, String message) {
        return PolicyProblem.of(file, line(pointer), field(pointer), message);
    }

    /** {@code /spec/birthright/0/scope} as people write it: {@code spec.birthright[0].scope}. */
    static String field(String pointer) {
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
