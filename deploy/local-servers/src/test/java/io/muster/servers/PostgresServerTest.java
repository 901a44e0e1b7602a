package io.muster.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {
    @TempDir
    Path directory;

    private PostgresServer.Settings settings;
    private PostgresServer server;

    @BeforeEach
    void start() {
        settings = new PostgresServer.Settings(
                directory.resolve("server"), Path.of("target", "postgresql"), Ports.free(), "it's \"secret\"");
        server = PostgresServer.start(settings);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void an_acknowledged_commit_survives_a_kill_and_a_restart() throws SQLException {
        server.ensureDatabases(Map.of("gateway", "one", "workflows", "two"));
        try (var connection = login("gateway", "one")) {
            execute(connection, "CREATE TABLE t (n int)");
            execute(connection, "INSERT INTO t SELECT generate_series(1, 500)");
        }
        server.kill();
        assertThat(server.isRunning()).isFalse();

        server.start();

        assertThat(count("gateway", "one")).isEqualTo(500);
        server.stop();
        assertThat(Ports.isFree(settings.port())).isTrue();
        server.start();
        assertThat(count("gateway", "one")).isEqualTo(500);
    }

    @Test
    void a_server_that_its_parent_left_behind_is_adopted() {
        var process = server.process().orElseThrow();

        var adopted = PostgresServer.start(settings);

        assertThat(adopted.process()).contains(process);
        adopted.stop();
        assertThat(server.isRunning()).isFalse();
    }

    @Test
    void a_server_left_on_another_port_is_moved() throws SQLException {
        server.ensureDatabases(Map.of("gateway", "one"));
        var moved = PostgresServer.start(new PostgresServer.Settings(
                settings.directory(), settings.programs(), Ports.free(), settings.password()));

        assertThat(Ports.isFree(settings.port())).isTrue();
        try (var connection = moved.connect("gateway")) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    @Test
    void a_role_enters_its_own_database_only_and_only_with_its_password() throws SQLException {
        server.ensureDatabases(Map.of("gateway", "one", "workflows", "o'ne"));
        server.ensureDatabases(Map.of("gateway", "changed"));

        login("gateway", "changed").close();
        login("workflows", "o'ne").close();
        assertThatThrownBy(() -> login("gateway", "one")).hasMessageContaining("password authentication failed");
        assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl("workflows"), "gateway", "changed"))
                .hasMessageContaining("permission denied for database");
    }

    /** As Debian's packages make a cluster where LANG is unset; a user's name is folded by the database. */
    @Test
    void a_database_is_unicode_also_where_the_server_was_set_up_without_a_locale() throws SQLException {
        try (var superuser = server.connect("postgres")) {
            execute(superuser, "ALTER DATABASE template1 IS_TEMPLATE false");
            execute(superuser, "DROP DATABASE template1");
            execute(superuser, """
                    CREATE DATABASE template1 IS_TEMPLATE true TEMPLATE template0
                    ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'""");
        }

        server.ensureDatabases(Map.of("gateway", "one"));

        try (var connection = login("gateway", "one");
                var statement = connection.createStatement();
                var answer = statement.executeQuery("SELECT lower('ÉMILIE'), length('É')")) {
            answer.next();
            assertThat(answer.getString(1)).isEqualTo("émilie");
            assertThat(answer.getInt(2)).isEqualTo(1);
        }
    }

    @Test
    void a_taken_port_is_named() {
        assertThatThrownBy(() -> PostgresServer.start(new PostgresServer.Settings(
                        directory.resolve("second"), settings.programs(), settings.port(), "secret")))
                .isInstanceOf(PortTaken.class)
                .hasMessageContaining("postgres");
    }

    private Connection login(String role, String password) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(role), role, password);
    }

    private long count(String role, String password) throws SQLException {
        try (var connection = login(role, password);
                var statement = connection.createStatement();
                var answer = statement.executeQuery("SELECT count(*) FROM t")) {
            answer.next();
            return answer.getLong(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
