package io.muster.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.events.Topics;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

@NeedsServers
class MusterServersTest {
    @Test
    void a_probe_reads_from_the_start_what_was_written_before_it_came() {
        start(Map.of("postgresql", "false"));
        try (var writer = KafkaProbe.on(Topics.IDENTITY_USERS);
                var reader = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            writer.send(bytes(Topics.IDENTITY_USERS, "alice", "1"));
            writer.sendTombstone("alice");
            writer.send(bytes(Topics.IDENTITY_USERS, "bob", "2"));

            reader.await("bob", polled -> polled.key().equals("bob"));
            assertThat(reader.byKey().keySet()).containsExactlyInAnyOrder("alice", "bob");
            assertThat(reader.byKey().getOrDefault("alice", List.of())).hasSize(2);
        }
    }

    @Test
    void every_start_has_an_empty_database_and_empty_topics() throws SQLException {
        var first = start(Map.of());
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS);
                var postgres = PostgresControl.postgres()) {
            probe.send(bytes(Topics.IDENTITY_USERS, "alice", "1"));
            postgres.execute("CREATE TABLE t (n int)");
            assertThat(postgres.execute("INSERT INTO t VALUES (?), (?)", 1, 2)).isEqualTo(2);
            assertThat(postgres.query("SELECT sum(n) AS sum FROM t")).containsExactly(Map.of("sum", 3L));
        }

        var second = start(Map.of());

        assertThat(second.get("quarkus.datasource.jdbc.url")).isNotEqualTo(first.get("quarkus.datasource.jdbc.url"));
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS);
                var postgres = PostgresControl.postgres()) {
            assertThat(probe.all()).isEmpty();
            assertThatThrownBy(() -> postgres.query("SELECT * FROM t")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void a_server_that_was_killed_comes_back_at_the_same_address_with_its_data() throws SQLException {
        var config = start(Map.of());
        try (var postgres = PostgresControl.postgres();
                var kafka = ServerControl.kafka();
                var probe = KafkaProbe.on(Topics.ACCESS_EVENTS)) {
            postgres.execute("CREATE TABLE t (n int)");
            probe.send(bytes(Topics.ACCESS_EVENTS, "alice", "1"));

            postgres.kill();
            kafka.kill();
            assertThatThrownBy(() -> login(config)).isInstanceOf(SQLException.class);
            postgres.start();
            kafka.start();

            login(config);
            assertThat(postgres.query("SELECT * FROM t")).isEmpty();
            assertThat(probe.await("alice", polled -> polled.key().equals("alice"))
                            .value())
                    .isEqualTo("1".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void login(Map<String, String> config) throws SQLException {
        DriverManager.getConnection(
                        config.get("quarkus.datasource.jdbc.url"),
                        config.get("quarkus.datasource.username"),
                        config.get("quarkus.datasource.password"))
                .close();
    }

    private static Map<String, String> start(Map<String, String> arguments) {
        var servers = new MusterServers();
        servers.init(arguments);
        return servers.start();
    }

    private static ProducerRecord<String, byte[]> bytes(String topic, String key, String value) {
        return new ProducerRecord<>(topic, key, value.getBytes(StandardCharsets.UTF_8));
    }
}
