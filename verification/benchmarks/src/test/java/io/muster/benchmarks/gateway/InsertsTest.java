package io.muster.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.servers.Ports;
import io.muster.servers.PostgresServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both generators on a real server: what they say they committed is there, the texts are as they were. */
class InsertsTest {
    private static final String TEXT = "{\"it's\":\"a \\\\ at 10:30:00, :n and ?\",\"n\":\"" + People.MARK + "\"}";

    private static final InsertScript SCRIPT = new InsertScript(
            "insert into first select replace(%s, %s, lpad(cast(@number@ as text), 10, '0'))"
                    .formatted(InsertScript.literal(TEXT), InsertScript.literal(People.MARK)),
            "insert into second select cast(@number@ as text)");

    @TempDir
    static Path directory;

    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.start(new PostgresServer.Settings(
                directory.resolve("postgresql"), directory.resolve("programs"), Ports.free(), "secret"));
        server.ensureDatabases(Map.of("gateway", "secret"));
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @BeforeEach
    void empty() throws SQLException {
        execute("drop table if exists first, second");
        execute("create table first (text text primary key)");
        execute("create table second (number text primary key)");
    }

    @Test
    void jdbc_commits_both_inserts_of_each_number() throws Exception {
        var rate = new JdbcInserts(server, SCRIPT).perSecond(3, Duration.ofSeconds(1), 5_000_000_000L);
        assertThat(rate).isPositive();
        assertCommitted();
    }

    @Test
    void pgbench_commits_both_inserts_of_each_number_where_the_machine_has_it() throws Exception {
        var pgbench = PgBench.find(server, SCRIPT, directory);
        if (pgbench.isEmpty()) {
            System.out.println("There is no pgbench on this machine; JDBC takes its place.");
            return;
        }
        assertThat(pgbench.get().perSecond(3, Duration.ofSeconds(1), 5_000_000_000L))
                .isPositive();
        assertCommitted();
        assertThat(text("select count(distinct substr(number, 1, 4)) from second"))
                .as("each connection has numbers of its own")
                .isEqualTo("3");
    }

    private static void assertCommitted() throws SQLException {
        var first = text("select min(number) from second");
        assertThat(text("select text from first where text like '%" + first + "%'"))
                .isEqualTo(TEXT.replace(People.MARK, first));
        assertThat(text("select count(*) from first")).isEqualTo(text("select count(*) from second"));
    }

    private static String text(String query) throws SQLException {
        try (var connection = server.connect("gateway");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = server.connect("gateway");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
