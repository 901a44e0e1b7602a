package io.muster.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A broker or store in a JVM of its own, so that a test can kill it. It ends by itself when the JVM that started it is
 * gone: the child reads its standard input and stops at its end.
 */
public final class ServerProcess implements AutoCloseable {
    private static final long STOP_SECONDS = 30;

    private final List<String> arguments;
    private final Path log;
    private @Nullable Process process;

    private ServerProcess(List<String> arguments, Path log) {
        this.arguments = List.copyOf(arguments);
        this.log = log;
    }

    /** Starts a Kafka broker; returns when it takes requests.
     *
     * @param log where its output goes */
    public static ServerProcess kafka(KafkaBroker.Settings settings, Path log) {
        Ports.requireFree(settings.port(), "Kafka");
        Ports.requireFree(settings.controllerPort(), "Kafka's controller");
        return started(new ServerProcess(
                List.of(
                        "kafka",
                        settings.directory().toString(),
                        Integer.toString(settings.port()),
                        Integer.toString(settings.controllerPort())),
                log));
    }

    /** Starts a MongoDB-protocol store; returns when it takes requests.
     *
     * @param log where its output goes */
    public static ServerProcess mongo(MongoServer.Settings settings, Path log) {
        Ports.requireFree(settings.port(), "the MongoDB-protocol store");
        return started(new ServerProcess(
                List.of("mongo", settings.directory().toString(), Integer.toString(settings.port())), log));
    }

    private static ServerProcess started(ServerProcess server) {
        server.start();
        return server;
    }

    /** Starts it again after {@link #stop()} or {@link #kill()}. Does nothing if it runs. */
    public synchronized void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ServerMain.class.getName()));
        command.addAll(arguments);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            var starting = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            process = starting;
            awaitReady(starting);
        } catch (IOException e) {
            throw new ServerFailed("The " + arguments.getFirst() + " process could not be started: " + e, e);
        }
    }

    private void awaitReady(Process starting) throws IOException {
        var output = new BufferedReader(new InputStreamReader(starting.getInputStream(), StandardCharsets.UTF_8));
        if (!ServerMain.READY.equals(output.readLine())) {
            starting.destroyForcibly();
            throw new ServerFailed("The " + arguments.getFirst() + " process did not come up; see " + log);
        }
    }

    /** {@return whether it runs} */
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** {@return its process id, also after its end} */
    public synchronized long pid() {
        if (process == null) {
            throw new IllegalStateException("never started");
        }
        return process.pid();
    }

    /** Stops it in order. Does nothing if it does not run. */
    public synchronized void stop() {
        if (process == null || !process.isAlive()) {
            return;
        }
        try {
            process.getOutputStream().close(); // its sign to stop
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (IOException e) {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }

    /** {@code kill -9}; returns when it is gone. Does nothing if it does not run. */
    public synchronized void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }
}
