package io.muster.stack.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.muster.stack.local.Home;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void status_says_by_its_exit_code_that_nothing_runs() throws IOException {
        assertThat(run("status", "--json")).isEqualTo(3);
        assertThat(JsonMapper.builder()
                        .build()
                        .readTree(out.toByteArray())
                        .path("services")
                        .isObject())
                .isTrue();
    }

    @Test
    void what_needs_a_running_stack_says_how_to_start_one() {
        assertThat(run("clock")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Start it: ./muster up");
    }

    @Test
    void a_service_is_stopped_and_started_by_its_name() {
        assertThat(run("stop", "audit-service")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Start it: ./muster up");
        err.reset();
        assertThat(run("start", "audit")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no service audit", "audit-service");
    }

    @Test
    void a_token_has_the_usual_scopes_of_its_client_or_those_that_were_asked_for() throws IOException {
        assertThat(run("token", "--client", "hr")).isZero();
        assertThat(claims().path("scope").asText()).isEqualTo("scim:read scim:write");
        out.reset();

        assertThat(run("token", "--as", "0193e6a0-0000-7000-8000-000000000001", "--scope", "access:request"))
                .isZero();
        assertThat(claims().path("scope").asText()).isEqualTo("access:request");
        assertThat(claims().path("sub").asText()).isEqualTo("0193e6a0-0000-7000-8000-000000000001");
    }

    @Test
    void a_number_that_is_another_process_by_now_is_not_the_stack() throws IOException {
        var state = directory.resolve("home").resolve("state.json");
        Files.createDirectories(state.getParent());
        Files.writeString(
                state,
                "{\"pid\":%d,\"started\":\"2001-01-01T00:00:00Z\",\"services\":{}}"
                        .formatted(ProcessHandle.current().pid()));
        assertThat(run("status")).isEqualTo(3);
    }

    @Test
    void a_key_that_is_none_is_not_taken_for_the_logs() throws IOException {
        var key = Files.writeString(directory.resolve("key"), "nonsense");
        assertThat(run("verify", directory.toString(), "--key", key.toString())).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("not a log's public key");
    }

    @Test
    void every_command_explains_itself() {
        for (var command : Commands.line(launcher()).getSubcommands().keySet()) {
            assertThat(Commands.line(launcher()).execute(command, "--help"))
                    .as(command)
                    .isZero();
        }
        for (var command : List.of("issue", "list", "revoke")) {
            assertThat(run("token", command, "--help")).as(command).isZero();
        }
        assertThat(run("no-such-command")).isEqualTo(2);
    }

    private com.fasterxml.jackson.databind.JsonNode claims() throws IOException {
        var token = out.toString(StandardCharsets.UTF_8).strip().split("\\.", -1);
        return JsonMapper.builder()
                .build()
                .readTree(java.util.Base64.getUrlDecoder().decode(token[1]));
    }

    private int run(String... arguments) {
        return Commands.line(launcher()).execute(arguments);
    }

    private Launcher launcher() {
        return new Launcher(
                new Home(directory, directory.resolve("home")),
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
