package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Draws the audit's chain of causes and effects: an effect stands below its cause, further to the right, and a line leads to it. */
final class ChainDrawing {
    private static final int ROW = 40;
    private static final int INDENT = 36;
    private static final int BOX = 330;
    private static final int WIDTH = 960;
    private static final int REASON = 70;

    private final Map<String, List<JsonNode>> effects = new HashMap<>();
    private final List<JsonNode> beginnings = new ArrayList<>();
    private final StringBuilder lines = new StringBuilder();
    private final StringBuilder boxes = new StringBuilder();
    private int row;

    private ChainDrawing(JsonNode chain) {
        Set<String> ids = new HashSet<>();
        chain.path("events").forEach(event -> ids.add(event.path("id").asText()));
        for (var event : chain.path("events")) {
            var cause = event.path("causationId").asText("");
            if (ids.contains(cause)) {
                effects.computeIfAbsent(cause, id -> new ArrayList<>()).add(event);
            } else {
                beginnings.add(event);
            }
        }
    }

    /** The audit's answer, {@code {"events":[…],"edges":[…]}}, as an SVG element. */
    static String svg(JsonNode chain) {
        var drawing = new ChainDrawing(chain);
        drawing.beginnings.forEach(event -> drawing.draw(event, 0, -1));
        return "<svg viewBox=\"0 0 %d %d\" width=\"100%%\" role=\"img\" aria-label=\"Chain of causes and effects\">%s%s</svg>"
                .formatted(WIDTH, drawing.row * ROW + 4, drawing.lines, drawing.boxes);
    }

    private void draw(JsonNode event, int depth, int causeRow) {
        int here = row++;
        int x = depth * INDENT + 2;
        int y = here * ROW + 2;
        if (causeRow >= 0) {
            int from = x - INDENT + INDENT / 2;
            lines.append("<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#8c959f\"/>"
                    .formatted(from, causeRow * ROW + 32, y + 15, x));
        }
        boxes.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"30\" rx=\"5\" fill=\"%s\" stroke=\"#8c959f\"/>"
                .formatted(x, y, BOX, colour(event.path("type").asText())));
        boxes.append(text(x + 8, y + 13, "font-weight=\"600\"", title(event)));
        boxes.append(text(
                x + 8,
                y + 25,
                "fill=\"#57606a\"",
                "%s · entry %s"
                        .formatted(
                                event.path("time").asText(), event.path("entry").asText())));
        boxes.append(text(x + BOX + 10, y + 19, "fill=\"#57606a\"", shortened(why(event))));
        for (var effect : effects.getOrDefault(event.path("id").asText(), List.of())) {
            draw(effect, depth + 1, here);
        }
    }

    /** What happened, where, by whom: {@code identity.user.updated by hr}. */
    static String title(JsonNode event) {
        var type = event.path("type").asText().replaceFirst("^io\\.muster\\.", "");
        var application = event.path("application").asText("");
        var kind = event.at("/actor/kind").asText();
        var by = kind.equals("client")
                ? " by " + event.at("/actor/id").asText()
                : kind.equals("person") ? " by a person" : "";
        return type + (application.isEmpty() ? "" : " in " + application) + by;
    }

    private static String why(JsonNode event) {
        var changes = new ArrayList<String>();
        event.path("changes").forEach(change -> changes.add(change.path("path").asText()));
        var reason = event.at("/reason/text").asText("");
        return changes.isEmpty()
                ? reason
                : reason + changes.stream().collect(Collectors.joining(", ", reason.isEmpty() ? "" : " — ", ""));
    }

    private static String text(int x, int y, String style, String text) {
        return "<text x=\"%d\" y=\"%d\" %s>%s</text>".formatted(x, y, style, Report.escape(text));
    }

    private static String colour(String type) {
        if (type.startsWith("io.muster.identity.")) {
            return "#ddf4ff";
        }
        return type.startsWith("io.muster.provisioning.") ? "#dafbe1" : "#fff8c5";
    }

    private static String shortened(String text) {
        return text.length() <= REASON ? text : text.substring(0, REASON) + "…";
    }
}
