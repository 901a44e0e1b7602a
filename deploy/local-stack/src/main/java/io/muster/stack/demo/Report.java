package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The demo's result as a table for the terminal and as a page. */
record Report(
        String runId,
        List<StepResult> results,
        Latencies latencies,
        Map<String, String> facts,
        int planned,
        Optional<JsonNode> chain) {
    private static final int WIDTH = 640;

    Report {
        results = List.copyOf(results);
    }

    String table() {
        var text = new StringBuilder("\n");
        long passed = results.stream().filter(StepResult::passed).count();
        text.append("Steps seen: %d of %d%n".formatted(passed, planned));
        facts.forEach((name, value) -> text.append("  %-34s %s%n".formatted(name, value)));
        text.append("From HR's write to the effect, by the target's clock:%n".formatted());
        for (var summary : latencies.summaries()) {
            text.append("  %-34s p50 %6d ms   p99 %6d ms   of %d%n"
                    .formatted(
                            summary.name(),
                            summary.p50().toMillis(),
                            summary.p99().toMillis(),
                            summary.count()));
        }
        return text.toString();
    }

    void writeHtml(Path file) throws IOException {
        Files.writeString(file, html());
    }

    String html() {
        var page = new StringBuilder("""
                <!doctype html><html lang="en"><meta charset="utf-8"><title>Muster: the main job</title>
                <style>body{font:15px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}
                table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ddd;padding:.4rem;text-align:left;vertical-align:top}
                .ok{color:#116329}.bad{color:#a40e26}code{font-size:12px;overflow-wrap:anywhere}svg text{font:11px system-ui}</style>
                """);
        page.append("<h1>Muster: the main job</h1><p>Run %s, %d of %d steps seen.</p>"
                .formatted(
                        escape(runId),
                        results.stream().filter(StepResult::passed).count(),
                        planned));
        page.append("<table><tr><th>Step<th>What was seen<th>Time</tr>");
        for (var result : results) {
            page.append(row(result));
        }
        page.append("</table><h2>From HR's write to the effect</h2><p>Measured by the target's own clock.</p>");
        latencies.series().forEach((name, durations) -> page.append(chart(name, durations)));
        chain.ifPresent(answer -> page.append(
                        "<h2>Alice's chain</h2><p>Everything that happened to Alice and why, as the audit tells it:")
                .append(" a call of HR or a request, what was decided, what was done in the targets.</p>")
                .append(ChainDrawing.svg(answer)));
        page.append("<h2>Figures</h2><table>");
        facts.forEach((name, value) -> page.append("<tr><td>%s<td>%s</tr>".formatted(escape(name), escape(value))));
        return page.append("</table></html>").toString();
    }

    private static String row(StepResult result) {
        var seen = new StringBuilder("<p>" + escape(result.promise()) + "</p>");
        result.seen().forEach(line -> seen.append("<div><code>%s</code></div>".formatted(escape(line))));
        if (result.failure() != null) {
            seen.append("<div class=\"bad\">%s</div>".formatted(escape(result.failure())));
        }
        return "<tr><td class=\"%s\">%s %s<td>%s<td>%.1f s</tr>"
                .formatted(
                        result.passed() ? "ok" : "bad",
                        result.passed() ? "✔" : "✘",
                        escape(result.name()),
                        seen,
                        result.took().toMillis() / 1e3);
    }

    /** A point for each value in the order of the writes, and the line of the same values by size: its ends are p0 and p100. */
    private static String chart(String name, List<Duration> durations) {
        var millis = durations.stream().map(Duration::toMillis).toList();
        var sorted = millis.stream().sorted().toList();
        long most = Math.max(1, sorted.getLast());
        var line = new StringBuilder();
        var points = new StringBuilder();
        for (int i = 0; i < sorted.size(); i++) {
            int x = (i + 1) * WIDTH / sorted.size();
            line.append("%d,%d ".formatted(x, height(sorted.get(i), most)));
            points.append("<circle cx=\"%d\" cy=\"%d\" r=\"1\" fill=\"#8c959f\"><title>%d ms</title></circle>"
                    .formatted(x, height(millis.get(i), most), millis.get(i)));
        }
        return """
               <figure><figcaption>%s: %d values in the order of the writes, and by size; highest %d ms</figcaption>
               <svg viewBox="0 0 %d 110" width="100%%">%s<polyline fill="none" stroke="#0969da" stroke-width="2" points="0,100 %s"/>
               <text x="0" y="10">%d ms</text></svg></figure>
               """.formatted(escape(name), sorted.size(), most, WIDTH, points, line, most);
    }

    private static long height(long millis, long most) {
        return 100 - Math.max(0, millis) * 90 / most;
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
