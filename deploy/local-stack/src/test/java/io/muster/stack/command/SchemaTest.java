package io.muster.stack.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command sends to a gateway and says about its answer. */
class SchemaTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> requests = new ArrayList<>();
    private int status = 200;
    private String answer = "{\"version\":3,\"documents\":[{\"id\":\"urn:acme:x:Thing\",\"outcome\":\"added\"}]}";
    private HttpServer gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", this::receive);
        gateway.start();
        var state = directory.resolve("home").resolve("state.json");
        Files.createDirectories(state.getParent());
        var self = ProcessHandle.current();
        Files.writeString(
                state,
                "{\"pid\":%d,\"started\":\"%s\",\"services\":{\"scim-gateway\":{\"url\":\"http://127.0.0.1:%d\"}}}"
                        .formatted(
                                self.pid(),
                                self.info().startInstant().orElseThrow(),
                                gateway.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void files_go_out_together_and_each_outcome_is_named() throws IOException {
        var schema = file("schema.json", "{\"id\":\"urn:acme:x:Thing\",\"attributes\":[]}");
        var types = file("types.json", "[{\"name\":\"Thing\",\"endpoint\":\"/Things\"}]");
        assertThat(run("schema", "apply", schema, types)).isZero();
        assertThat(requests).hasSize(1);
        assertThat(requests.getFirst()).startsWith("POST /admin/schemas ");
        assertThat(body(0).path("documents")).hasSize(2);
        assertThat(said(out)).contains("added     urn:acme:x:Thing");
        assertThat(said(err)).contains("version 3");
    }

    @Test
    void a_mistake_is_named_by_its_file_and_place() throws IOException {
        status = 400;
        answer = "{\"detail\":\"1 mistake(s); nothing was changed.\",\"errors\":[{\"document\":\"urn:acme:x:Thing\","
                + "\"place\":\"/attributes/0/type\",\"message\":\"is one of string\"}]}";
        var schema = file("schema.json", "{\"id\":\"urn:acme:x:Thing\",\"attributes\":[]}");
        assertThat(run("schema", "apply", schema)).isEqualTo(1);
        assertThat(said(err)).contains(schema + ": /attributes/0/type: is one of string", "nothing was changed");
        assertThat(run("schema", "apply", file("broken.json", "{\n\"id\": }"))).isEqualTo(1);
        assertThat(said(err)).contains("broken.json:2: is no JSON");
    }

    @Test
    void removing_takes_only_its_own_extensions_from_a_built_in_type() throws IOException {
        answer = "{\"name\":\"User\",\"endpoint\":\"/Users\",\"schemaExtensions\":[{\"schema\":\"urn:a:b:User\"},"
                + "{\"schema\":\"urn:acme:x:User\"}],\"documents\":[{\"id\":\"urn:acme:x:User\",\"outcome\":\"removed\"}]}";
        var files = file(
                "all.json",
                "[{\"name\":\"User\",\"endpoint\":\"/Users\",\"schemaExtensions\":[{\"schema\":\"urn:acme:x:User\"}]},"
                        + "{\"id\":\"urn:acme:x:User\",\"attributes\":[]}]");
        assertThat(run("schema", "remove", files)).isZero();
        assertThat(requests.get(0)).startsWith("GET /admin/schemas/" + TYPE + ":User ");
        assertThat(body(1).at("/documents/0/schemaExtensions")).hasSize(1);
        assertThat(body(1).at("/documents/0/schemaExtensions/0/schema").asText())
                .isEqualTo("urn:a:b:User");
        assertThat(requests.get(2)).startsWith("DELETE /admin/schemas?id=urn:acme:x:User ");
        assertThat(said(out)).contains("removed   urn:acme:x:User");
    }

    @Test
    void what_was_added_is_listed() {
        answer = "{\"version\":1,\"items\":[{\"id\":\"" + TYPE
                + ":Thing\",\"kind\":\"ResourceType\",\"name\":\"Thing\",\"endpoint\":\"/Things\"}]}";
        assertThat(run("schema", "list")).isZero();
        assertThat(said(out)).contains("ResourceType", TYPE + ":Thing", "/Things");
    }

    private void receive(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var uri = java.net.URLDecoder.decode(exchange.getRequestURI().toString(), StandardCharsets.UTF_8);
        requests.add(exchange.getRequestMethod() + " " + uri + " " + body);
        var bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private JsonNode body(int request) throws IOException {
        return JSON.readTree(requests.get(request).split(" ", 3)[2]);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }

    private static String said(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
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
