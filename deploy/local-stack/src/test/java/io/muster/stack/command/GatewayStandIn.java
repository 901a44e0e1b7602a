package io.muster.stack.command;

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
import java.util.concurrent.CopyOnWriteArrayList;

/** A launcher whose stack is something that answers as the gateway does, and as lifecycle-workflows: what it was asked, and what the command said. */
final class GatewayStandIn implements AutoCloseable {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final Path directory;
    private final HttpServer gateway;

    private GatewayStandIn(Path directory, HttpServer gateway) {
        this.directory = directory;
        this.gateway = gateway;
    }

    static GatewayStandIn in(Path directory) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var standIn = new GatewayStandIn(directory, server);
        server.createContext("/", standIn::answer);
        server.start();
        var state = Launcher.JSON.createObjectNode();
        state.put("pid", ProcessHandle.current().pid());
        ProcessHandle.current().info().startInstant().ifPresent(at -> state.put("started", at.toString()));
        var services = state.putObject("services");
        for (var name : List.of("scim-gateway", "lifecycle-workflows")) {
            services.putObject(name)
                    .put("url", "http://localhost:" + server.getAddress().getPort());
        }
        Files.createDirectories(directory.resolve("home"));
        Files.writeString(directory.resolve("home").resolve("state.json"), state.toString());
        return standIn;
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

    /** The answers that are still to be given, {@code STATUS BODY}. */
    List<String> answers() {
        return answers;
    }

    /** {@code METHOD PATH BODY}. */
    List<String> requests() {
        return requests;
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    int run(String... arguments) {
        return Commands.line(new Launcher(
                        new Home(directory, directory.resolve("home")),
                        Map.of(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)))
                .execute(arguments);
    }

    @Override
    public void close() {
        gateway.stop(0);
    }
}
