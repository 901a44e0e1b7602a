package io.muster.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.benchmarks.Main;
import io.muster.stack.command.Launcher;
import io.muster.stack.local.Home;
import io.muster.stack.local.Leftovers;
import io.muster.stack.local.Port;
import io.muster.stack.local.PortMap;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.LogManager;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole measurement in the small: real servers, the real gateway, all figures. */
class GatewayBenchTest {
    private static final Path ROOT = Path.of(Objects.requireNonNull(System.getProperty("muster.root")));

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void measures_everything_and_says_by_its_exit_code_whether_the_goals_are_reached() throws Exception {
        LogManager.getLogManager().reset(); // Kafka's: thousands of lines
        var home = new Home(ROOT, ROOT.resolve("verification/benchmarks/target/bench"));
        var report = directory.resolve("page.md");
        Files.writeString(report, "# Benchmarks\n\n## Another\n\nkept\n");

        int code = execute(
                home,
                "gateway --connections 4 --rounds 2 --seconds 1 --warm-up 0 --few 200 --many 700 --members 300 --page 6"
                        + " --page-size 50 --samples 30 --java-options -XX:TieredStopAtLevel=1 --report " + report
                        + " --data " + directory);

        assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isIn(0, 3);
        var json = new ObjectMapper()
                .readTree(directory.resolve("bench-gateway.json").toFile());
        assertThat(json.path("reached").asBoolean()).isEqualTo(code == 0);
        var figures = json.path("figures").valueStream().toList();
        assertThat(figures.stream()
                        .filter(figure -> figure.has("goal"))
                        .map(figure -> figure.path("key").asText()))
                .containsExactly("get", "user-name-eq", "creates", "user-name-eq-p99", "patch-add", "page", "memory");
        assertThat(figures).allSatisfy(GatewayBenchTest::isMeasured);
        assertThat(figures)
                .anySatisfy(figure -> assertThat(figure.path("key").asText()).isEqualTo("total-results"));
        assertThat(json.at("/rounds/creates/gateway")).hasSize(2);
        assertThat(json.at("/processors/creates/gateway").asDouble()).isPositive();
        var page = Files.readString(report);
        assertThat(page).contains("kept", "## The gateway by itself", "--few 200", "](bench-gateway.svg)");
        assertThat(figures)
                .allSatisfy(figure ->
                        assertThat(page).contains("| " + figure.path("title").asText() + " |"));
        assertThat(directory.resolve("bench-gateway.svg")).content().contains("<svg", "PATCH that adds a member");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("| Creates, 4 connections |", "Report: " + report);
        assertThat(Leftovers.of(home)).isEmpty();
    }

    private static void isMeasured(JsonNode figure) {
        assertThat(figure.at("/measured/value").asDouble()).isPositive();
        assertThat(figure.at("/beside/value").asDouble()).isPositive();
    }

    @Test
    void a_measurement_that_cannot_be_is_refused_before_anything_starts() {
        var home = new Home(ROOT, directory.resolve("home"));
        assertThat(execute(home, "gateway --page 1")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--page is at least 2");
        assertThat(execute(home, "gateway --help")).isZero();
        assertThat(home.directory()).doesNotExist();
    }

    private int execute(Home home, String arguments) {
        var ports = PortMap.moved();
        Map<String, String> environment = Arrays.stream(Port.values())
                .collect(Collectors.toMap(
                        port -> "MUSTER_PORT_" + port.name(), port -> Integer.toString(ports.of(port))));
        var launcher = new Launcher(home, environment, stream(out), stream(err));
        var words = List.of(arguments.split(" ", -1));
        return Main.line(launcher)
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .execute(words.toArray(String[]::new));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
