package io.muster.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs {@code initdb} and {@code pg_ctl} on one data directory. */
final class PostgresPrograms {
    /** pg_ctl gives up by itself before this; it only guards against a program that hangs. */
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private static final Duration KILL = Duration.ofSeconds(10);

    private final Path home;
    private final Path data;
    private final Path log;

    /** A server that lives, as its {@code postmaster.pid} tells. */
    record Running(ProcessHandle process, int port) {}

    PostgresPrograms(Path home, Path data, Path log) {
        this.home = home;
        this.data = data;
        this.log = log;
    }

    boolean isInitialized() {
        return Files.exists(data.resolve("PG_VERSION"));
    }

    /** The locale is fixed, so that order and case folding are the same on every machine. */
    void initialize(String superuser, Path passwordFile) {
        run(List.of(
                bin("initdb"),
                "--pgdata=" + data,
                "--username=" + superuser,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions"));
    }

    void start(int port, Duration patience) {
        var options = String.join(
                " ",
                "-p " + port,
                "-c listen_addresses=" + Ports.LOCALHOST,
                "-c unix_socket_directories=",
                "-c fsync=on -c synchronous_commit=on -c full_page_writes=on",
                "-c max_connections=200 -c shared_buffers=64MB -c timezone=UTC",
                "-c log_min_messages=warning -c log_min_error_statement=panic"); // statements may hold personal data
        run(List.of(
                bin("pg_ctl"),
                "start",
                "--pgdata=" + data,
                "--log=" + log,
                "--wait",
                "--timeout=" + patience.toSeconds(),
                "--options=" + options));
    }

    void stop(String mode) {
        if (running().isPresent()) {
            run(List.of(bin("pg_ctl"), "stop", "--pgdata=" + data, "--mode=" + mode, "--wait", "--timeout=30"));
        }
    }

    /** Kills the postmaster and its backends, and waits until they are gone. */
    void kill() {
        running().ifPresent(server -> {
            var backends = server.process().children().toList();
            var dying = new ArrayList<>(List.of(server.process()));
            dying.addAll(backends);
            dying.forEach(ProcessHandle::destroyForcibly);
            dying.forEach(PostgresPrograms::awaitEnd);
        });
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(KILL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailed("Interrupted while PostgreSQL was being killed", e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new ServerFailed("PostgreSQL process " + process.pid() + " does not die", e);
        }
    }

    /** The server on this directory, if one lives: line 1 of {@code postmaster.pid} is its process, line 4 its port. */
    Optional<Running> running() {
        List<String> lines;
        try {
            lines = Files.readAllLines(data.resolve("postmaster.pid"));
        } catch (IOException e) {
            return Optional.empty(); // never started, or stopped in order
        }
        if (lines.size() < 4) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                .filter(ProcessHandle::isAlive)
                .filter(PostgresPrograms::isPostgres) // the number may have been given to somebody else since
                .map(process ->
                        new Running(process, Integer.parseInt(lines.get(3).strip())));
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> command.endsWith("postgres"))
                .orElse(false);
    }

    private String bin(String program) {
        return home.resolve("bin").resolve(program).toString();
    }

    private void run(List<String> command) {
        var whole = new ArrayList<String>();
        if (isRoot()) {
            // PostgreSQL refuses to run as root. In a user namespace of its own it is nobody, and files stay root's.
            whole.addAll(List.of("unshare", "-U"));
        }
        whole.addAll(command);
        var name = Path.of(command.getFirst()).getFileName();
        try {
            // To a file: a server that pg_ctl leaves behind would hold a pipe open.
            var output = Files.createTempFile("muster-" + name, ".out");
            try {
                var process = new ProcessBuilder(whole)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new ServerFailed("PostgreSQL's " + name + " did not end within " + LONGEST);
                }
                if (process.exitValue() != 0) {
                    throw new ServerFailed("PostgreSQL's " + name + " failed: "
                            + Files.readString(output).strip() + logTail()
                            + (isRoot()
                                    ? "\n(As root it runs under `unshare -U`; where that is forbidden, run as an ordinary user.)"
                                    : ""));
                }
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new ServerFailed("PostgreSQL's " + name + " could not be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailed("Interrupted while PostgreSQL's " + name + " ran", e);
        }
    }

    private String logTail() throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        var lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return "\n" + log + " ends with:\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
