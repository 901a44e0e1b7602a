package io.muster.stack.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What an import did, for people to read. */
final class ImportReport {
    private ImportReport() {}

    /**
     * A row and what becomes of it, and below it each change:
     * <pre>
     * line 12   00011  update
     *             title: Buyer → Shift Lead
     * </pre>
     */
    static List<String> lines(JsonNode row) {
        var lines = new ArrayList<String>();
        var where = row.has("line") ? "line " + row.path("line").asText() : "missing";
        var what = row.has("action")
                ? row.path("action").asText()
                : row.path("status").asText();
        lines.add("%-9s  %-12s  %-8s  %s"
                .formatted(
                        where,
                        row.path("key").asText("-"),
                        what,
                        row.path("reason").asText())
                .stripTrailing());
        row.path("warnings").forEach(warning -> lines.add("             ! " + warning.asText()));
        row.path("changes")
                .forEach(change -> lines.add("             %s: %s → %s"
                        .formatted(
                                change.path("path").asText(),
                                value(change.path("before")),
                                value(change.path("after")))));
        return lines;
    }

    private static String value(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? "-" : value.isTextual() ? value.asText() : value.toString();
    }

    /** {@code Planned: 12 to create, 3 to update, 1 to disable, 980 unchanged, 2 rejected.} */
    static String summary(JsonNode ended) {
        var totals = ended.path("totals");
        var state = ended.path("state").asText();
        var verbs = state.equals("done")
                ? List.of("created", "updated", "disabled")
                : List.of("to create", "to update", "to disable");
        var numbers = "%d %s, %d %s, %d %s, %d unchanged, %d rejected."
                .formatted(
                        totals.path("create").asLong(),
                        verbs.get(0),
                        totals.path("update").asLong(),
                        verbs.get(1),
                        totals.path("disable").asLong(),
                        verbs.get(2),
                        totals.path("unchanged").asLong(),
                        totals.path("rejected").asLong());
        return switch (state) {
            case "done" -> "Done: " + numbers;
            case "planned" -> "Dry run, nothing was written: " + numbers;
            case "refused" ->
                "Refused, nothing was written: " + numbers + System.lineSeparator()
                        + ended.path("reason").asText() + System.lineSeparator()
                        + "(./muster import … --allow-disables N)";
            default -> "Stopped: " + numbers;
        };
    }
}
