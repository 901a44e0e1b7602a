package io.muster.stack.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.muster.stack.local.Home;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against a gateway that answers what the test says, as docs/import.md has it. */
class ImportCommandTest {
    private static final String ACCEPTED = "{\"id\":\"i1\"}";
    private static final String TOTALS =
            "\"totals\":{\"create\":1,\"update\":0,\"disable\":0,\"unchanged\":0,\"rejected\":%d}";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> statuses = new ConcurrentLinkedQueue<>();
    private String begun = ACCEPTED;
    private int begunWith = 202;
    private HttpServer gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/import", this::answer);
        gateway.start();
        var state = directory.resolve("home").resolve("state.json");
        Files.createDirectories(state.getParent());
        Files.writeString(
                state,
                JsonMapper.builder()
                        .build()
                        .writeValueAsString(Map.of(
                                "pid", ProcessHandle.current().pid(),
                                "started",
                                        ProcessHandle.current()
                                                .info()
                                                .startInstant()
                                                .orElseThrow()
                                                .toString(),
                                "services",
                                        Map.of(
                                                "scim-gateway",
                                                Map.of(
                                                        "url",
                                                        "http://127.0.0.1:"
                                                                + gateway.getAddress()
                                                                        .getPort())))));
        Files.writeString(directory.resolve("people.csv"), "number;login\n1;zoë\n");
        Files.writeString(directory.resolve("mapping.yaml"), "kind: ImportMapping\n");
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void it_sends_both_files_follows_the_import_and_ends_with_zero() {
        statuses.add("{\"id\":\"i1\",\"state\":\"planning\",\"file\":{\"rows\":1},\"progress\":{\"planned\":0}}");
        statuses.add(
                "{\"id\":\"i1\",\"state\":\"done\",\"endedAt\":\"2026-11-24T00:00:00Z\"," + TOTALS.formatted(0) + "}");
        assertThat(run("--full", "--allow-disables", "7")).as(said()).isZero();
        assertThat(asked.peek())
                .startsWith("POST /import?dryRun=false&mode=full&allowDisables=7")
                .contains("name=\"mapping\"; filename=\"mapping.yaml\"", "kind: ImportMapping")
                .contains("name=\"file\"; filename=\"people.csv\"", "1;zoë\n");
        assertThat(said()).contains("Done: 1 created");
    }

    @Test
    void rejected_rows_are_shown_and_end_with_three() {
        statuses.add(
                "{\"id\":\"i1\",\"state\":\"done\",\"endedAt\":\"2026-11-24T00:00:00Z\"," + TOTALS.formatted(1) + "}");
        assertThat(run()).isEqualTo(3);
        assertThat(said()).contains("line 2", "no such date").contains("line 9", "taken");
        assertThat(asked).anyMatch(request -> request.startsWith("GET /import/i1/rows?limit=1000&status=rejected"));
    }

    @Test
    void a_refusal_ends_with_three_and_says_what_allows_it() {
        statuses.add(
                "{\"id\":\"i1\",\"state\":\"refused\",\"reason\":\"It would disable 9 of 10.\",\"endedAt\":\"2026-11-24T00:00:00Z\","
                        + TOTALS.formatted(0) + "}");
        assertThat(run("--json")).isEqualTo(3);
        assertThat(said()).contains("It would disable 9 of 10.").contains("\"rows\"");
    }

    @Test
    void mistakes_in_the_mapping_are_shown_with_their_place_and_end_with_one() {
        begunWith = 400;
        begun = "{\"status\":400,\"errors\":[{\"line\":7,\"field\":\"spec.key\",\"message\":\"is not there\"}]}";
        assertThat(run()).isEqualTo(1);
        assertThat(said()).contains("mapping.yaml:7: spec.key: is not there");
    }

    @Test
    void a_file_that_is_not_there_is_said_before_anything_is_sent() throws IOException {
        Files.delete(directory.resolve("people.csv"));
        assertThat(run()).isEqualTo(1);
        assertThat(said()).contains("There is no file", "people.csv");
        assertThat(asked).isEmpty();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        asked.add(request + "\n" + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        int code = 200;
        String body;
        if (request.startsWith("POST")) {
            code = begunWith;
            body = begun;
        } else if (request.contains("cursor=c1")) {
            body = "{\"items\":[{\"line\":9,\"status\":\"rejected\",\"reason\":\"taken\"}]}";
        } else if (request.contains("/rows")) {
            body = "{\"items\":[{\"line\":2,\"status\":\"rejected\",\"reason\":\"no such date\"}],\"next\":\"c1\"}";
        } else {
            body = statuses.remove();
        }
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private int run(String... more) {
        var arguments = new java.util.ArrayList<>(List.of(
                "import",
                directory.resolve("people.csv").toString(),
                "--mapping",
                directory.resolve("mapping.yaml").toString()));
        arguments.addAll(List.of(more));
        var launcher = new Launcher(
                new Home(directory, directory.resolve("home")),
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return Commands.line(launcher).execute(arguments.toArray(String[]::new));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }
}
