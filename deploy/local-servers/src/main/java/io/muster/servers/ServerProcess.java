package io.muster.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A broker or store in a JVM of its own, so that a test can kill it. It ends by itself when the JVM that started it is
 * gone. All state is on disk (a pid file beside the log), so any number of objects may look at one server.
 */
public final class ServerProcess implements AutoCloseable {
    private static final long STOP_SECONDS = 30;

    private final List<String> arguments;
    private final List<Integer> ports;
    private final Path log;
    private final Path pidFile;

    private ServerProcess(List<String> arguments, List<Integer> ports, Path log) {
        this.arguments = List.copyOf(arguments);
        this.ports = List.copyOf(ports);
        this.log = log;
        this.pidFile = log.resolveSibling(arguments.getFirst() + ".pid");
    }

    /**
     * Starts a Kafka broker; returns when it takes requests.
     *
     * @param log where its output goes
     */
    public static ServerProcess kafka(KafkaBroker.Settings settings, Path log) {
        var ports = List.of(settings.port(), settings.controllerPort());
        return started("kafka", settings.directory(), ports, log);
    }

    /**
     * Starts a MongoDB-protocol store; returns when it takes requests.
     *
     * @param log where its output goes
     */
    public static ServerProcess mongo(MongoServer.Settings settings, Path log) {
        return started("mongo", settings.directory(), List.of(settings.port()), log);
    }

    private static ServerProcess started(String kind, Path directory, List<Integer> ports, Path log) {
        var arguments = new ArrayList<>(List.of(kind, directory.toString()));
        ports.forEach(port -> arguments.add(Integer.toString(port)));
        var server = new ServerProcess(arguments, ports, log.toAbsolutePath());
        server.start();
        return server;
    }

    /** Starts it again after {@link #stop()} or {@link #kill()}. Does nothing if it runs. */
    public void start() {
        if (isRunning()) {
            return;
        }
        ports.forEach(port -> Ports.requireFree(port, arguments.getFirst()));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ServerMain.class.getName(),
                Long.toString(ProcessHandle.current().pid()),
                pidFile.toString()));
        command.addAll(arguments);
        try {
            Files.createDirectories(pidFile.getParent());
            Files.deleteIfExists(pidFile);
            awaitReady(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start());
        } catch (IOException e) {
            throw new ServerFailed("The " + arguments.getFirst() + " process could not be started: " + e, e);
        }
    }

    private void awaitReady(Process starting) {
        try {
            while (!Files.exists(pidFile)) {
                if (starting.waitFor(20, TimeUnit.MILLISECONDS)) {
                    throw new ServerFailed("The " + arguments.getFirst() + " process did not come up; see " + log);
                }
            }
        } catch (InterruptedException e) {
            starting.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new ServerFailed("Interrupted while the " + arguments.getFirst() + " process came up", e);
        }
    }

    /** {@return its process, if it lives} */
    public Optional<ProcessHandle> process() {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
                    .filter(ProcessHandle::isAlive);
        } catch (IOException e) {
            return Optional.empty(); // never started
        }
    }

    /** {@return whether it runs} */
    public boolean isRunning() {
        return process().isPresent();
    }

    /** Stops it in order. Does nothing if it does not run. */
    public void stop() {
        process().ifPresent(process -> {
            process.destroy();
            if (!ended(process)) {
                kill();
            }
        });
    }

    /** {@code kill -9}; returns when it is gone. Does nothing if it does not run. */
    public void kill() {
        process().ifPresent(process -> {
            process.destroyForcibly();
            if (!ended(process)) {
                throw new ServerFailed("Process " + process.pid() + " does not die");
            }
        });
    }

    private static boolean ended(ProcessHandle process) {
        try {
            process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }
}
