package io.muster.benchmarks.gateway;

import io.muster.servers.Ports;
import io.muster.servers.PostgresServer;
import io.muster.stack.demo.StepFailed;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * PostgreSQL's own generator. It comes with PostgreSQL's packages ({@code postgresql-contrib} of Debian), not with the server
 * that the stack brings; any version of it speaks with any server.
 *
 * @see <a href="https://www.postgresql.org/docs/current/pgbench.html">pgbench</a>
 */
final class PgBench implements Inserts {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Pattern RATE = Pattern.compile("(?m)^tps = ([0-9.]+)");
    /** Numbers that a connection has to itself. */
    private static final long EACH = 1_000_000;

    private final Path program;
    private final PostgresServer server;
    private final Path script;

    private PgBench(Path program, PostgresServer server, Path script) {
        this.program = program;
        this.server = server;
        this.script = script;
    }

    /** With the program that this machine has, if it has one. */
    static Optional<Inserts> find(PostgresServer server, InsertScript inserts, Path directory) throws IOException {
        var program = onPath().or(PgBench::ofDebian);
        if (program.isEmpty()) {
            return Optional.empty();
        }
        var script = directory.resolve("inserts.pgbench");
        Files.writeString(script, script(inserts));
        return Optional.of(new PgBench(program.get(), server, script));
    }

    private static String script(InsertScript inserts) {
        return """
                \\set done :done + 1
                \\set n :first + :client_id * %d + :done
                begin;
                %s;
                %s;
                commit;
                """.formatted(
                        EACH,
                        inserts.resource().replace(InsertScript.NUMBER, ":n"),
                        inserts.outbox().replace(InsertScript.NUMBER, ":n"));
    }

    private static Optional<Path> onPath() {
        var path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(Pattern.quote(File.pathSeparator), -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "pgbench"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<Path> ofDebian() {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin/pgbench"))
                    .filter(Files::isExecutable)
                    .max(Path::compareTo);
        } catch (IOException e) {
            return Optional.empty(); // not to be read: as if it were not there
        }
    }

    @Override
    public String name() {
        return "pgbench, the same two inserts";
    }

    @Override
    public double perSecond(int connections, Duration time, long first) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(List.of(
                        program.toString(),
                        "--no-vacuum",
                        "--protocol=prepared",
                        "--client=" + connections,
                        "--jobs=" + Math.min(connections, Runtime.getRuntime().availableProcessors()),
                        "--time=" + Math.max(1, time.toSeconds()),
                        "--define=first=" + first,
                        "--define=done=0",
                        "--file=" + script,
                        "--host=" + Ports.LOCALHOST,
                        "--port=" + server.port(),
                        "--username=" + PostgresServer.SUPERUSER,
                        "gateway"))
                .redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", server.settings().password());
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        var rate = RATE.matcher(said);
        if (code != 0 || !rate.find()) {
            throw new StepFailed(String.format(Locale.ROOT, "pgbench ended with %d: %s", code, said));
        }
        return Double.parseDouble(rate.group(1));
    }
}
