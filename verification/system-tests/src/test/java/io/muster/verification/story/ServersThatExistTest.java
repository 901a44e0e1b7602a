package io.muster.verification.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClients;
import io.muster.events.Topics;
import io.muster.servers.KafkaBroker;
import io.muster.servers.MongoServer;
import io.muster.servers.Ports;
import io.muster.servers.PostgresServer;
import io.muster.servers.ServerProcess;
import io.muster.stack.command.Launcher;
import io.muster.stack.command.LauncherStack;
import io.muster.stack.demo.Http;
import io.muster.stack.local.Home;
import io.muster.stack.local.LocalStack;
import io.muster.stack.local.Port;
import io.muster.stack.local.PortMap;
import io.muster.stack.local.Service;
import io.muster.stack.local.StackOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stack on a PostgreSQL, a Kafka and a MongoDB that somebody else runs: what is written is in them, and they stay when it ends. */
class ServersThatExistTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<Port> OWN = List.of(Port.POSTGRESQL, Port.KAFKA, Port.KAFKA_CONTROLLER, Port.MONGODB);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root = Path.of(System.getProperty("muster.root"));

    @TempDir
    Path directory;

    @Test
    void a_person_who_is_created_is_in_the_servers_that_the_environment_names() throws Exception {
        var home = new Home(root, directory.resolve("home"));
        var ports = PortMap.moved();
        var kafkaAt = new KafkaBroker.Settings(directory.resolve("kafka"), Ports.free(), Ports.free());
        var mongoAt = new MongoServer.Settings(directory.resolve("mongo"), Ports.free());
        try (var postgres = PostgresServer.start(new PostgresServer.Settings(
                        directory.resolve("postgresql"),
                        root.resolve("verification/system-tests/target/postgresql"),
                        Ports.free(),
                        "yours"));
                var kafka = ServerProcess.kafka(kafkaAt, directory.resolve("kafka.log"));
                var mongo = ServerProcess.mongo(mongoAt, directory.resolve("mongo.log"))) {
            var environment = Map.of(
                    "MUSTER_POSTGRESQL_URL", "postgresql://postgres:yours@" + Ports.LOCALHOST + ":" + postgres.port(),
                    "MUSTER_KAFKA_BOOTSTRAP", kafkaAt.bootstrapServers(),
                    "MUSTER_MONGODB_URI", mongoAt.uri());
            String id;
            try (var stack = LocalStack.start(StackOptions.from(home, environment, System.out::println)
                    .withPorts(ports)
                    .withoutRestart())) {
                assertThat(List.of(Service.values()))
                        .allMatch(service -> stack.service(service.title()).isReady());
                assertThat(OWN).allMatch(port -> Ports.isFree(ports.of(port)));

                id = create(stack, new LauncherStack(new Launcher(home, environment, System.out, System.err)));

                await().atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(keys(kafkaAt.bootstrapServers())).contains(id));
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(batches(mongoAt.uri())).isPositive());
            }
            assertThat(users(postgres, id)).isEqualTo(1);
            assertThat(kafka.isRunning()).isTrue();
            assertThat(mongo.isRunning()).isTrue();
        }
    }

    private static String create(LocalStack stack, LauncherStack commands) throws IOException, InterruptedException {
        var user = JSON.createObjectNode().put("userName", "maud");
        user.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:User");
        try (var http = new Http()) {
            var token = commands.status().at("/credentials/scim").asText();
            var url = stack.service("scim-gateway").url() + "/scim/v2/Users";
            return http.send("POST", url, token, user).expect(201).path("id").asText();
        }
    }

    private static long users(PostgresServer postgres, String id) throws SQLException {
        try (var superuser = postgres.connect("gateway");
                var statement = superuser.prepareStatement("select count(*) from resource where id = ?")) {
            statement.setString(1, id);
            try (var answer = statement.executeQuery()) {
                answer.next();
                return answer.getLong(1);
            }
        }
    }

    private static Set<String> keys(String bootstrapServers) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(Topics.IDENTITY_USERS).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var keys = new HashSet<String>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(50)).forEach(polled -> keys.add(polled.key()));
            }
            return keys;
        }
    }

    private static long batches(String uri) {
        try (var mongo = MongoClients.create(uri)) {
            return mongo.getDatabase("audit").getCollection("batches").countDocuments();
        }
    }
}
