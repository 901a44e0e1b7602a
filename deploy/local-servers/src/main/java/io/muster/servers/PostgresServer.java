package io.muster.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A real PostgreSQL server in a directory. Acknowledged commits are on the disk ({@code fsync}, {@code
 * synchronous_commit} and {@code full_page_writes} are on, and that is checked after each start).
 *
 * <p>The server is a process of its own: it outlives a parent that is killed, and the next {@link #start(Settings)} on
 * the same directory adopts it. All state is on disk, so any number of objects may look at one server.
 */
public final class PostgresServer implements AutoCloseable {
    /** The superuser's name. */
    public static final String SUPERUSER = "postgres";

    private static final Duration STARTUP = Duration.ofSeconds(60);
    private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");

    private final Settings settings;
    private final PostgresPrograms programs;

    /** Where a server lives.
     *
     * @param directory its directory; {@code data} and {@code postgresql.log} come to lie in it
     * @param programs where PostgreSQL's programs are unpacked; may be shared between servers
     * @param port its TCP port on 127.0.0.1
     * @param password the superuser's password, set when the directory is first used */
    public record Settings(Path directory, Path programs, int port, String password) {}

    private PostgresServer(Settings settings) {
        this.settings = settings;
        this.programs = new PostgresPrograms(
                PostgresBinaries.unpackedIn(settings.programs()),
                settings.directory().resolve("data"),
                settings.directory().resolve("postgresql.log"));
    }

    /** Starts the server, or adopts the one that runs on the directory and port already.
     *
     * @throws PortTaken if another process has the port
     * @throws ServerFailed if it does not come up within a minute; the message ends with its log */
    public static PostgresServer start(Settings settings) {
        var server = new PostgresServer(settings);
        server.start();
        return server;
    }

    /** A look at the server that may run on the directory; starts nothing. */
    public static PostgresServer at(Settings settings) {
        return new PostgresServer(settings);
    }

    /** Starts the server again after {@link #stop()} or {@link #kill()}. Does nothing if it runs. */
    public void start() {
        try {
            Files.createDirectories(settings.directory());
            if (!programs.isInitialized()) {
                initialize();
            }
        } catch (IOException e) {
            throw new ServerFailed("PostgreSQL's directory " + settings.directory() + " could not be made: " + e, e);
        }
        var running = programs.running();
        if (running.isPresent() && running.get().port() != settings.port()) {
            programs.stop("fast"); // left by a run on another port
            running = Optional.empty();
        }
        if (running.isEmpty()) {
            Ports.requireFree(settings.port(), "PostgreSQL");
            programs.start(settings.port(), STARTUP);
        }
        requireDurable();
    }

    private void initialize() throws IOException {
        var passwordFile = Files.createTempFile(
                settings.directory(),
                "password-",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(passwordFile, settings.password());
            programs.initialize(SUPERUSER, passwordFile);
        } finally {
            Files.delete(passwordFile);
        }
    }

    private void requireDurable() {
        try (var connection = connect("postgres");
                var statement = connection.createStatement()) {
            for (var setting : DURABLE) {
                try (var answer = statement.executeQuery("SHOW " + setting)) {
                    answer.next();
                    if (!answer.getString(1).equals("on")) {
                        throw new ServerFailed("PostgreSQL runs with " + setting + "=" + answer.getString(1)
                                + ": an acknowledged commit could be lost.");
                    }
                }
            }
        } catch (SQLException e) {
            throw new ServerFailed(
                    "PostgreSQL on port " + settings.port() + " does not let us in: " + e.getMessage() + ". If "
                            + settings.directory() + " is of another installation, remove it.",
                    e);
        }
    }

    /** {@return whether its process lives} */
    public boolean isRunning() {
        return programs.running().isPresent();
    }

    /** {@return its process, if it lives} */
    public Optional<ProcessHandle> process() {
        return programs.running().map(PostgresPrograms.Running::process);
    }

    /** Stops it in order ({@code fast}: open transactions are rolled back). Does nothing if it does not run. */
    public void stop() {
        programs.stop("fast");
    }

    /** Kills it ({@code kill -9}) with its backends; the next start recovers from the write-ahead log. */
    public void kill() {
        programs.kill();
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    /** {@return its port on 127.0.0.1} */
    public int port() {
        return settings.port();
    }

    /** {@return where it lives, with the superuser's password} */
    public Settings settings() {
        return settings;
    }

    /** {@return {@code jdbc:postgresql://127.0.0.1:15432/gateway}} */
    public String jdbcUrl(String database) {
        return "jdbc:" + uri(database);
    }

    /** {@return {@code postgresql://127.0.0.1:15432/gateway}, as reactive clients write it} */
    public String uri(String database) {
        return "postgresql://" + Ports.LOCALHOST + ":" + settings.port() + "/" + database;
    }

    /** {@return a connection as superuser} */
    public Connection connect(String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", settings.password());
        properties.setProperty("connectTimeout", "10");
        return DriverManager.getConnection(jdbcUrl(database), properties);
    }

    /** Makes sure that each role exists with this password, may log in, and owns a database of its own name.
     *
     * @param passwords role (also the database's name) to password */
    public void ensureDatabases(Map<String, String> passwords) {
        try (var connection = connect("postgres")) {
            for (var role : new TreeMap<>(passwords).entrySet()) {
                PostgresDatabases.ensure(connection, role.getKey(), role.getValue());
            }
        } catch (SQLException e) {
            throw new ServerFailed("Databases could not be made: " + e.getMessage(), e);
        }
    }

    /** Drops a database, with whoever is connected to it. */
    public void dropDatabase(String database) {
        try (var connection = connect("postgres")) {
            PostgresDatabases.drop(connection, database);
        } catch (SQLException e) {
            throw new ServerFailed("Database " + database + " could not be dropped: " + e.getMessage(), e);
        }
    }
}
