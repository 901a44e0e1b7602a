package io.muster.testing;

import com.github.dockerjava.api.DockerClient;
import io.muster.servers.Ports;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.awaitility.Awaitility;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.ImagePullPolicy;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.mongodb.MongoDBContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Servers from images, by Testcontainers. Other images: system properties {@code muster.test.image.postgresql} (default
 * {@code postgres:18}), {@code …kafka} ({@code apache/kafka:4.1.0}), {@code …mongodb} ({@code mongo:8}); {@code embedded}
 * takes that one server from jars all the same; {@code muster.test.image.pull=never} uses only what the machine has.
 */
record ContainerServers() implements TestServers {
    private static final String IMAGE = "muster.test.image.";
    private static final String PASSWORD = "test"; // of a container that lives as long as the tests
    private static final EmbeddedServers JARS = new EmbeddedServers();
    private static final int KAFKA_PORT = 9092;
    private static final int MONGODB_PORT = 27017;

    /** A container and the address that clients use, as a line that every class loader can read. */
    private record Running(String id, String address) {
        static Running once(Server server, Supplier<Running> start) {
            var line = TestDirectory.once(
                    "container." + name(server), () -> start.get().line());
            var columns = line.split(" ", -1);
            return new Running(columns[0], columns[1]);
        }

        String line() {
            return id + " " + address;
        }
    }

    @Override
    public Postgres postgres() {
        if (isEmbedded(Server.POSTGRESQL)) {
            return JARS.postgres();
        }
        var address = running(Server.POSTGRESQL).address().split(":", -1);
        return new Postgres(address[0], Integer.parseInt(address[1]), "postgres", PASSWORD);
    }

    @Override
    public String kafka() {
        return isEmbedded(Server.KAFKA) ? JARS.kafka() : running(Server.KAFKA).address();
    }

    @Override
    public String mongo() {
        return isEmbedded(Server.MONGODB)
                ? JARS.mongo()
                : running(Server.MONGODB).address();
    }

    @Override
    public void stop(Server server) {
        if (isEmbedded(server)) {
            JARS.stop(server);
        } else {
            docker().stopContainerCmd(running(server).id()).exec();
        }
    }

    @Override
    public void kill(Server server) {
        if (isEmbedded(server)) {
            JARS.kill(server);
        } else {
            docker().killContainerCmd(running(server).id()).exec();
            Awaitility.await().until(() -> !isRunning(server)); // the signal is on its way when the answer comes
        }
    }

    @Override
    public void start(Server server) {
        if (isEmbedded(server)) {
            JARS.start(server);
        } else if (!isRunning(server)) {
            docker().startContainerCmd(running(server).id()).exec();
            Awaitility.await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> answers(server));
        }
    }

    private static boolean isEmbedded(Server server) {
        return "embedded".equals(System.getProperty(IMAGE + name(server)));
    }

    private static boolean isRunning(Server server) {
        var state = docker().inspectContainerCmd(running(server).id()).exec().getState();
        return Boolean.TRUE.equals(state.getRunning());
    }

    private boolean answers(Server server) throws SQLException, ExecutionException, InterruptedException {
        switch (server) {
            case POSTGRESQL -> {
                var postgres = postgres();
                DriverManager.getConnection("jdbc:" + postgres.uri("postgres"), postgres.user(), postgres.password())
                        .close();
            }
            case KAFKA -> {
                try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka()))) {
                    var unused = admin.listTopics().names().get();
                }
            }
            case MONGODB -> {
                return Ports.answers(TestDirectory.port(name(server)));
            }
        }
        return true;
    }

    private static Running running(Server server) {
        return Running.once(server, () -> switch (server) {
            case POSTGRESQL -> startPostgres();
            case KAFKA -> startKafka();
            case MONGODB -> startMongo();
        });
    }

    /* The containers stay open on purpose: they are shared by all tests of the JVM, and Testcontainers ends them with it. */

    @SuppressWarnings("resource")
    private static Running startPostgres() {
        var container = new PostgreSQLContainer(image(Server.POSTGRESQL, "postgres:18", "postgres"))
                .withUsername("postgres")
                .withPassword(PASSWORD)
                .withCommand("postgres", "-c", "max_connections=200");
        start(container, Server.POSTGRESQL, PostgreSQLContainer.POSTGRESQL_PORT);
        return new Running(
                container.getContainerId(),
                container.getHost() + ":" + container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT));
    }

    /** Set as the broker from jars is, where it is about one broker on a small machine that tests kill. */
    @SuppressWarnings("resource")
    private static Running startKafka() {
        var container = new KafkaContainer(image(Server.KAFKA, "apache/kafka:4.1.0", "apache/kafka"))
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4")
                .withEnv("KAFKA_BROKER_SESSION_TIMEOUT_MS", "1500")
                .withEnv("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "300");
        start(container, Server.KAFKA, KAFKA_PORT);
        return new Running(container.getContainerId(), container.getBootstrapServers());
    }

    @SuppressWarnings("resource")
    private static Running startMongo() {
        var container = new MongoDBContainer(image(Server.MONGODB, "mongo:8", "mongo"));
        start(container, Server.MONGODB, MONGODB_PORT);
        return new Running(container.getContainerId(), container.getReplicaSetUrl());
    }

    /** At a port that is chosen here: a port of Docker's choice would be another one after each start. */
    private static void start(GenericContainer<?> container, Server server, int port) {
        container.setPortBindings(List.of(TestDirectory.port(name(server)) + ":" + port));
        if ("never".equals(System.getProperty(IMAGE + "pull"))) {
            ImagePullPolicy never = image -> false;
            container.withImagePullPolicy(never);
        }
        container.start();
    }

    private static String name(Server server) {
        return server.name().toLowerCase(Locale.ROOT);
    }

    private static DockerImageName image(Server server, String usual, String standsFor) {
        return DockerImageName.parse(System.getProperty(IMAGE + name(server), usual))
                .asCompatibleSubstituteFor(standsFor);
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }
}
