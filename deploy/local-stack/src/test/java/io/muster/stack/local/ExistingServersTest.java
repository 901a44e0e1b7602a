package io.muster.stack.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.events.Topics;
import io.muster.servers.KafkaBroker;
import io.muster.servers.Ports;
import io.muster.servers.PostgresServer;
import io.muster.servers.ServerFailed;
import io.muster.servers.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stack without services on servers that somebody else runs. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class ExistingServersTest {
    private static final String PASSWORD = "p@ss+wörd/1";
    private static final String PASSWORD_IN_URL = "p%40ss+w%C3%B6rd%2F1";

    @TempDir
    Path directory;

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());

    @Test
    void a_stack_makes_its_databases_and_topics_in_servers_that_exist_and_leaves_them_running() throws Exception {
        var home = new Home(directory, directory.resolve("home"));
        var ports = PortMap.moved();
        try (var postgres = postgres();
                var kafka = kafka()) {
            var environment = Map.of(
                    "MUSTER_POSTGRESQL_URL",
                    "postgresql://postgres:" + PASSWORD_IN_URL + "@" + address(postgres),
                    "MUSTER_KAFKA_BOOTSTRAP",
                    kafka.bootstrapServers(),
                    "MUSTER_MONGODB_URI",
                    "mongodb://auditor:hidden@mongo.example:27017/?authSource=admin");
            try (var stack = LocalStack.start(
                    StackOptions.from(home, environment, said::add).withPorts(ports))) {
                assertThat(List.of(Port.POSTGRESQL, Port.KAFKA, Port.KAFKA_CONTROLLER, Port.MONGODB))
                        .allMatch(port -> Ports.isFree(ports.of(port)));
                for (var database : List.of("gateway", "workflows", "dispatcher")) {
                    assertThat(stack.servers().postgresUri(database))
                            .isEqualTo("postgresql://" + address(postgres) + "/" + database);
                    login(stack, database);
                }
                assertThat(topics(kafka)).contains(Topics.IDENTITY_USERS, Topics.ACCESS_EVENTS);
                assertThat(said).contains("All servers are yours");
                assertThat(String.join("\n", said))
                        .contains("mongodb://mongo.example:27017")
                        .doesNotContain("hidden", PASSWORD, PASSWORD_IN_URL);
                assertThat(Files.readString(home.state()))
                        .contains("mongodb://mongo.example:27017")
                        .doesNotContain("hidden", PASSWORD, PASSWORD_IN_URL);
            }
            assertThat(postgres.isRunning()).isTrue();
            assertThat(topics(kafka)).contains(Topics.IDENTITY_USERS);
        }
    }

    @Test
    void what_cannot_be_used_is_said_and_nothing_is_left_running() throws IOException {
        var home = new Home(directory, directory.resolve("home"));
        var ports = PortMap.moved();
        try (var postgres = postgres()) {
            var wrong = "postgresql://postgres:wr0ng@" + address(postgres);
            assertThatThrownBy(() ->
                            LocalStack.start(StackOptions.from(home, Map.of("MUSTER_POSTGRESQL_URL", wrong), said::add)
                                    .withPorts(ports)))
                    .isInstanceOf(ServerFailed.class)
                    .hasMessageContaining("MUSTER_POSTGRESQL_URL")
                    .hasMessageContaining("password authentication failed")
                    .hasMessageNotContaining("wr0ng");
        }
        assertThat(List.of(Port.POSTGRESQL, Port.KAFKA, Port.KAFKA_CONTROLLER, Port.MONGODB))
                .allMatch(port -> Ports.isFree(ports.of(port)));
        assertThatThrownBy(() -> ExistingPostgres.at("postgresql://postgres:s3cret@my host"))
                .hasMessageContaining("postgresql://SUPERUSER:PASSWORD@HOST:PORT")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
        assertThatThrownBy(() -> ExistingPostgres.at("db.example.org:5432")).isInstanceOf(ServerFailed.class);
    }

    @Test
    void postgresql_of_a_stack_that_does_not_come_up_is_stopped_again() throws Exception {
        var home = new Home(directory, directory.resolve("home"));
        var ports = PortMap.moved();
        try (var other =
                new java.net.ServerSocket(ports.of(Port.KAFKA), 1, java.net.InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> LocalStack.start(
                            StackOptions.from(home, Map.of(), said::add).withPorts(ports)))
                    .isInstanceOf(ServerFailed.class)
                    .hasMessageContaining(Integer.toString(other.getLocalPort()));
        }
        assertThat(Ports.isFree(ports.of(Port.POSTGRESQL))).isTrue();
    }

    private PostgresServer postgres() {
        return PostgresServer.start(new PostgresServer.Settings(
                directory.resolve("yours"), Path.of("target", "postgresql"), Ports.free(), PASSWORD));
    }

    private ExistingKafka kafka() {
        var settings = new KafkaBroker.Settings(directory.resolve("kafka"), Ports.free(), Ports.free());
        return new ExistingKafka(ServerProcess.kafka(settings, directory.resolve("kafka.log")), settings);
    }

    private record ExistingKafka(ServerProcess process, KafkaBroker.Settings settings) implements AutoCloseable {
        String bootstrapServers() {
            return settings.bootstrapServers();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    private static String address(PostgresServer postgres) {
        return Ports.LOCALHOST + ":" + postgres.port();
    }

    private static void login(LocalStack stack, String database) throws SQLException {
        DriverManager.getConnection(
                        "jdbc:" + stack.servers().postgresUri(database),
                        database,
                        stack.servers().password(database))
                .close();
    }

    private static java.util.Set<String> topics(ExistingKafka kafka) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return admin.listTopics().names().get();
        }
    }
}
