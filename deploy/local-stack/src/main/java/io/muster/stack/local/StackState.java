package io.muster.stack.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.servers.Ports;
import io.muster.servers.ServerFailed;
import io.muster.stack.targets.DirectoryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a running stack says of itself in a file, so that other commands find it. It holds no secrets.
 *
 * @param json <code>{"pid","started","services":{name:{"url","management","pid"}},"kafka","postgresql","mongodb","targets","mail"}</code>
 */
public record StackState(ObjectNode json) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static StackState of(LocalStack stack) {
        var json = JSON.createObjectNode();
        json.put("pid", ProcessHandle.current().pid());
        started(ProcessHandle.current()).ifPresent(at -> json.put("started", at));
        var services = json.putObject("services");
        for (var process : stack.processes()) {
            service(process.plan().name()).ifPresent(service -> {
                var entry = services.putObject(service.title());
                entry.put("url", process.url());
                entry.put(
                        "management",
                        "http://" + Ports.LOCALHOST + ":"
                                + stack.options().ports().of(service.management()));
                if (process.isAlive()) {
                    entry.put("pid", process.pid());
                }
            });
        }
        json.putObject("kafka").put("bootstrapServers", stack.servers().bootstrapServers());
        var postgresql = json.putObject("postgresql");
        Arrays.stream(Service.values())
                .flatMap(service -> service.database().stream())
                .forEach(database -> postgresql.put(database, stack.servers().postgresUri(database)));
        json.putObject("mongodb").put("uri", stack.servers().mongoAddress());
        var targets = json.putObject("targets");
        url(stack, "code-host")
                .ifPresent(url ->
                        targets.putObject("code-host").put("kind", "scim").put("url", url));
        url(stack, "directory")
                .ifPresent(url -> targets.putObject("directory")
                        .put("kind", "ldap")
                        .put("url", url)
                        .put("baseDn", DirectoryServer.BASE_DN)
                        .put("bindDn", DirectoryServer.BIND_DN));
        url(stack, "mailbox").ifPresent(url -> json.putObject("mail").put("url", url));
        return new StackState(json);
    }

    private static Optional<String> url(LocalStack stack, String name) {
        return stack.processes().stream()
                .filter(process -> process.plan().name().equals(name))
                .map(ManagedProcess::url)
                .findFirst();
    }

    private static Optional<Service> service(String title) {
        return Arrays.stream(Service.values())
                .filter(service -> service.title().equals(title))
                .findFirst();
    }

    /** {@return the stack that runs in this home, if one does} */
    public static Optional<StackState> read(Home home) {
        try {
            var state = new StackState((ObjectNode) JSON.readTree(Files.readString(home.state())));
            return Optional.of(state).filter(StackState::isAlive);
        } catch (java.nio.file.NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ServerFailed(home.state() + " could not be read: " + e, e);
        }
    }

    /** {@return the process of {@code ./muster up}} */
    public long pid() {
        return json.path("pid").asLong();
    }

    /** After kill -9 and a reboot the same number may be another's process: it did not start at the same instant. */
    private boolean isAlive() {
        return ProcessHandle.of(pid())
                .filter(ProcessHandle::isAlive)
                .filter(process -> started(process)
                        .equals(Optional.ofNullable(json.path("started").textValue())))
                .isPresent();
    }

    private static Optional<String> started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString);
    }

    /** {@return where a service serves, if it is part of the stack} */
    public Optional<String> url(Service service) {
        return Optional.ofNullable(
                json.path("services").path(service.title()).path("url").textValue());
    }

    /** {@return where its health and metrics are, if it is part of the stack} */
    public Optional<String> management(Service service) {
        return Optional.ofNullable(
                json.path("services").path(service.title()).path("management").textValue());
    }

    /** {@return {@code postgresql://127.0.0.1:15432/gateway}: a database, by its name} */
    public Optional<String> database(String name) {
        return Optional.ofNullable(json.path("postgresql").path(name).textValue());
    }

    /** {@return the process of a service, if it ran when this was written} */
    public Optional<Long> pid(Service service) {
        var pid = json.path("services").path(service.title()).path("pid");
        return pid.isIntegralNumber() ? Optional.of(pid.asLong()) : Optional.empty();
    }

    void write(Home home) {
        try {
            var fresh = Files.createTempFile(home.directory(), "state", ".json"); // mode 600
            Files.writeString(fresh, json.toString());
            Files.move(fresh, home.state(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ServerFailed(home.state() + " could not be written: " + e, e);
        }
    }

    static void remove(Home home) {
        try {
            Files.deleteIfExists(home.state());
        } catch (IOException e) {
            throw new ServerFailed(home.state() + " could not be removed: " + e, e);
        }
    }
}
