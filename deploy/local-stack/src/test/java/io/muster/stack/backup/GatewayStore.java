package io.muster.stack.backup;

import io.muster.servers.Ports;
import io.muster.servers.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/** The gateway's database with its real tables on a real server, without the gateway. */
final class GatewayStore implements AutoCloseable {
    private static final String PASSWORD = "secret";
    private static final Pattern VERSION = Pattern.compile("V([0-9_]+)__.*\\.sql");

    private final PostgresServer server;

    private GatewayStore(PostgresServer server) {
        this.server = server;
    }

    static GatewayStore start(Path directory) throws IOException, SQLException {
        var store = new GatewayStore(PostgresServer.start(
                new PostgresServer.Settings(directory, Path.of("target", "postgresql"), Ports.free(), "superuser")));
        store.server.ensureDatabases(Map.of("gateway", PASSWORD));
        store.migrate();
        return store;
    }

    private void migrate() throws IOException, SQLException {
        execute("""
                create table flyway_schema_history (installed_rank int primary key, version text, success boolean)""");
        var root = Path.of(System.getProperty("muster.root"));
        var files = new ArrayList<Path>();
        for (var folder : List.of(
                "postgres-runtime/src/main/resources/db/runtime", "scim-gateway/src/main/resources/db/migration")) {
            try (var found = Files.list(root.resolve(folder))) {
                files.addAll(
                        found.sorted(Comparator.comparing(Path::getFileName)).toList());
            }
        }
        for (var file : files) {
            execute(Files.readString(file));
            var version = VERSION.matcher(file.getFileName().toString());
            if (!version.matches()) {
                throw new IllegalStateException("no migration: " + file);
            }
            execute("insert into flyway_schema_history select count(*), '" + version.group(1)
                    + "', true from flyway_schema_history");
        }
    }

    /** A connection as the service has it. */
    Connection connect(String application) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "gateway");
        properties.setProperty("password", PASSWORD);
        properties.setProperty("ApplicationName", application);
        return DriverManager.getConnection(server.jdbcUrl("gateway"), properties);
    }

    void execute(String sql) throws SQLException {
        try (var connection = connect("test");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of all rows. */
    List<String> query(String sql) throws SQLException {
        var values = new ArrayList<String>();
        try (var connection = connect("test");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
        }
        return values;
    }

    @Override
    public void close() {
        server.close();
    }
}
