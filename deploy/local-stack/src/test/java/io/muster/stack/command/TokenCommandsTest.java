package io.muster.stack.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./muster token issue|list|revoke} against something that answers as the gateway does. */
class TokenCommandsTest {
    private static final String ID = "0193e6a0-0000-7000-8000-000000000001";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> requests = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private HttpServer gateway = unstarted();

    private static HttpServer unstarted() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() throws IOException {
        gateway.createContext("/", this::answer);
        gateway.start();
        var state = Launcher.JSON.createObjectNode();
        state.put("pid", ProcessHandle.current().pid());
        ProcessHandle.current().info().startInstant().ifPresent(at -> state.put("started", at.toString()));
        state.putObject("services")
                .putObject("scim-gateway")
                .put("url", "http://localhost:" + gateway.getAddress().getPort());
        Files.createDirectories(directory.resolve("home"));
        Files.writeString(directory.resolve("home").resolve("state.json"), state.toString());
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
        var answer = answers.removeFirst().split(" ", 2);
        var bytes = answer[1].getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(Integer.parseInt(answer[0]), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void issue_prints_the_token_alone() throws IOException {
        answers.add(
                "201 {\"token\":\"muster_scim_x\",\"id\":\"%s\",\"client\":\"entra\",\"expiresAt\":\"2027-01-01T00:00:00Z\"}"
                        .formatted(ID));
        var before = InstantSource.system().instant();

        assertThat(run("token", "issue", "--client", "entra", "--lifetime", "P10D", "--rate", "25"))
                .isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("muster_scim_x" + System.lineSeparator());
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(ID, "entra", "this once");
        assertThat(requests.getFirst()).startsWith("POST /tokens ");
        JsonNode asked = Launcher.JSON.readTree(requests.getFirst().substring("POST /tokens ".length()));
        assertThat(asked.path("client").asText()).isEqualTo("entra");
        assertThat(asked.path("scopes").toString()).isEqualTo("[\"scim:read\",\"scim:write\"]");
        assertThat(asked.path("requestsPerSecond").asInt()).isEqualTo(25);
        assertThat(asked.has("burst")).isFalse();
        assertThat(Duration.between(
                        before, Instant.parse(asked.path("expiresAt").asText())))
                .isBetween(
                        Duration.ofDays(10).minusSeconds(2), Duration.ofDays(10).plusMinutes(1));
    }

    @Test
    void what_the_gateway_refuses_is_said_with_its_reason() {
        answers.add("409 {\"detail\":\"The client entra has 2 active tokens.\"}");
        assertThat(run("token", "issue", "--client", "entra")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("The client entra has 2 active tokens.");
        answers.add(
                "400 {\"detail\":\"The request is not valid.\",\"errors\":[{\"field\":\"issue.request.client\",\"message\":\"must match\"}]}");
        assertThat(run("token", "issue", "--client", "two words")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("issue.request.client: must match");
        assertThat(out.size()).isZero();
        assertThat(run("token", "issue")).as("no client").isEqualTo(2);
    }

    @Test
    void list_shows_all_pages() throws IOException {
        answers.add("200 {\"items\":[{\"id\":\"a\",\"client\":\"entra\",\"status\":\"active\"}],\"next\":\"c+1\"}");
        answers.add("200 {\"items\":[{\"id\":\"b\",\"client\":\"entra\",\"status\":\"active\"}]}");
        assertThat(run("token", "list", "--client", "entra", "--status", "active", "--json"))
                .isZero();
        assertThat(Launcher.JSON.readTree(out.toByteArray()).path("items").findValuesAsText("id"))
                .containsExactly("a", "b");
        assertThat(requests)
                .containsExactly(
                        "GET /tokens?limit=1000&client=entra&status=active ",
                        "GET /tokens?limit=1000&client=entra&status=active&cursor=c%2B1 ");
        out.reset();
        answers.add(
                "200 {\"items\":[{\"id\":\"a\",\"client\":\"entra\",\"status\":\"active\",\"scopes\":[\"scim:read\"]}]}");
        assertThat(run("token", "list")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("CLIENT", "entra", "scim:read", "never");
    }

    @Test
    void revoke_takes_an_id() {
        answers.add("204 ");
        assertThat(run("token", "revoke", ID)).isZero();
        assertThat(requests).containsExactly("DELETE /tokens/" + ID + " ");
        assertThat(run("token", "revoke", "entra")).as("no id").isEqualTo(2);
        answers.add("404 {\"detail\":\"No token has this id.\"}");
        assertThat(run("token", "revoke", ID)).isEqualTo(1);
    }

    private int run(String... arguments) {
        return Commands.line(new Launcher(
                        new Home(directory, directory.resolve("home")),
                        Map.of(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)))
                .execute(arguments);
    }
}
