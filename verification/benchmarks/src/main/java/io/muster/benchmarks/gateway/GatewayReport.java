package io.muster.benchmarks.gateway;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.benchmarks.Machine;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was seen, for people and for scripts. */
final class GatewayReport {
    /** The heading of the section. */
    static final String TITLE = "The gateway by itself";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final String command;
    private final LocalDate day;
    private final Settings settings;
    private final GatewayRun.Seen seen;

    GatewayReport(String command, LocalDate day, Settings settings, GatewayRun.Seen seen) {
        this.command = command;
        this.day = day;
        this.settings = settings;
        this.seen = seen;
    }

    /** The section's text. */
    String markdown(String plot) {
        return """
                `%s` on %s: %s.
                PostgreSQL (`fsync=on`), Kafka, scim-gateway, the ceiling and the generator run on this one machine. Gateway and
                endpoint have the same JVM options (`-Xms64m -Xmn40m -Xmx192m %s`), the same
                reactive PostgreSQL client and pool. Of %d rounds of %d s, ceiling and gateway by turns, the median counts.

                %s
                ![Each figure beside what it is held against](%s)

                Shares of the processors while the gateway was under load:

                %s""".formatted(
                        command,
                        day,
                        Machine.inWords(),
                        String.join(" ", settings.javaOptions()),
                        settings.rounds(),
                        settings.round().toSeconds(),
                        table(),
                        plot,
                        shares());
    }

    /** The figures as a table, also for the terminal. */
    String table() {
        var rows = new StringBuilder("| | measured | beside it | ratio | goal | |\n|---|---|---|---|---|---|\n");
        for (var figure : seen.figures()) {
            rows.append("| %s | %s: %s | %s: %s | %s | %s | %s |\n"
                    .formatted(
                            figure.title(),
                            figure.measured().of(),
                            figure.measured().text(),
                            figure.beside().of(),
                            figure.beside().text(),
                            figure.ratioText(),
                            figure.goalText(),
                            figure.goal().isEmpty() ? "" : figure.reached() ? "reached" : "**missed**"));
        }
        return rows.toString();
    }

    private String shares() {
        var names = seen.shares().values().stream()
                .flatMap(shares -> shares.keySet().stream())
                .distinct()
                .toList();
        var rows = new StringBuilder("| |");
        names.forEach(name -> rows.append(' ').append(name).append(" |"));
        rows.append("\n|---|").append("---|".repeat(names.size())).append('\n');
        seen.shares()
                .forEach((key, shares) -> rows.append("| %s | %s |\n"
                        .formatted(
                                key,
                                names.stream()
                                        .map(name -> percent(shares.getOrDefault(name, 0.0)))
                                        .collect(Collectors.joining(" | ")))));
        return rows.toString();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    /**
     * The same as JSON:
     * <code>{"command","day","machine","settings":{…},"reached","figures":[{"key","title","measured":{"of","value","unit"},"beside":{…},"ratio","goal":{"kind","bound","reached"}}],"rounds":{key:{"ceiling":[],"gateway":[]}},"processors":{key:{name:share}}}</code>.
     */
    String json() throws IOException {
        var json = JSON.createObjectNode();
        json.put("command", command);
        json.put("day", day.toString());
        json.put("machine", Machine.inWords());
        json.set("settings", settings());
        json.put("reached", seen.reached());
        var figures = json.putArray("figures");
        seen.figures().forEach(figure -> figures.add(json(figure)));
        var rounds = json.putObject("rounds");
        seen.turns().forEach((key, turns) -> {
            var both = rounds.putObject(key);
            turns.ceiling().forEach(both.putArray("ceiling")::add);
            turns.gateway().forEach(both.putArray("gateway")::add);
        });
        var processors = json.putObject("processors");
        seen.shares().forEach((key, shares) -> put(processors.putObject(key), shares));
        return JSON.writeValueAsString(json) + "\n";
    }

    private static void put(ObjectNode json, Map<String, Double> shares) {
        shares.forEach(json::put);
    }

    private ObjectNode settings() {
        var json = JSON.createObjectNode()
                .put("connections", settings.connections())
                .put("rounds", settings.rounds())
                .put("seconds", settings.round().toSeconds())
                .put("warmUp", settings.warmUp().toSeconds())
                .put("few", settings.few())
                .put("many", settings.many())
                .put("members", settings.members())
                .put("page", settings.page())
                .put("pageSize", settings.pageSize())
                .put("samples", settings.samples());
        settings.javaOptions().forEach(json.putArray("javaOptions")::add);
        return json;
    }

    private static ObjectNode json(Figure figure) {
        var json = JSON.createObjectNode().put("key", figure.key()).put("title", figure.title());
        json.set("measured", json(figure.measured()));
        json.set("beside", json(figure.beside()));
        json.put("ratio", figure.ratio());
        figure.goal()
                .ifPresent(goal -> json.putObject("goal")
                        .put("kind", goal.kind().name().toLowerCase(Locale.ROOT))
                        .put("bound", goal.bound())
                        .put("reached", figure.reached()));
        return json;
    }

    private static ObjectNode json(Figure.Measure measure) {
        return JSON.createObjectNode()
                .put("of", measure.of())
                .put("value", measure.value())
                .put("unit", measure.unit().symbol());
    }
}
