package io.muster.testing;

import com.github.dockerjava.api.DockerClient;
import java.util.Locale;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.ImagePullPolicy;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.mongodb.MongoDBContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Servers from images, by Testcontainers. Other images: system properties {@code muster.test.image.postgresql} (default
 * {@code postgres:18}), {@code …kafka} ({@code apache/kafka:4.1.0}), {@code …mongodb} ({@code mongo:8}); {@code
 * muster.test.image.pull=never} uses only what the machine has.
 */
record ContainerServers() implements TestServers {
    private static final String PASSWORD = "test"; // of a container that lives as long as the tests

    @Override
    public Postgres postgres() {
        var address = TestDirectory.once("container.postgresql", ContainerServers::startPostgres)
                .split(" ", -1);
        return new Postgres(address[1], Integer.parseInt(address[2]), "postgres", PASSWORD);
    }

    @Override
    public String kafka() {
        return TestDirectory.once("container.kafka", ContainerServers::startKafka)
                .split(" ", -1)[1];
    }

    @Override
    public String mongo() {
        return TestDirectory.once("container.mongodb", ContainerServers::startMongo)
                .split(" ", -1)[1];
    }

    /** A stopped container would come back at another port, so it is paused: clients see a server that hangs. */
    @Override
    public void stop(Server server) {
        docker().pauseContainerCmd(id(server)).exec();
    }

    @Override
    public void kill(Server server) {
        stop(server);
    }

    @Override
    public void start(Server server) {
        var id = id(server);
        if (Boolean.TRUE.equals(
                docker().inspectContainerCmd(id).exec().getState().getPaused())) {
            docker().unpauseContainerCmd(id).exec();
        }
    }

    private String id(Server server) {
        switch (server) {
            case POSTGRESQL -> postgres();
            case KAFKA -> kafka();
            case MONGODB -> mongo();
        }
        var name = "container." + server.name().toLowerCase(Locale.ROOT);
        return TestDirectory.once(name, () -> "").split(" ", -1)[0];
    }

    /* The containers stay open on purpose: they are shared by all tests of the JVM, and Testcontainers ends them with it. */

    @SuppressWarnings("resource")
    private static String startPostgres() {
        var container = started(new PostgreSQLContainer(image("postgresql", "postgres:18", "postgres"))
                .withUsername("postgres")
                .withPassword(PASSWORD)
                .withCommand("postgres", "-c", "max_connections=200"));
        return container.getContainerId() + " " + container.getHost() + " "
                + container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
    }

    @SuppressWarnings("resource")
    private static String startKafka() {
        var container = started(new KafkaContainer(image("kafka", "apache/kafka:4.1.0", "apache/kafka"))
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"));
        return container.getContainerId() + " " + container.getBootstrapServers();
    }

    @SuppressWarnings("resource")
    private static String startMongo() {
        var container = started(new MongoDBContainer(image("mongodb", "mongo:8", "mongo")));
        return container.getContainerId() + " " + container.getReplicaSetUrl();
    }

    private static <C extends GenericContainer<?>> C started(C container) {
        if ("never".equals(System.getProperty("muster.test.image.pull"))) {
            ImagePullPolicy never = image -> false;
            container.withImagePullPolicy(never);
        }
        container.start();
        return container;
    }

    private static DockerImageName image(String server, String usual, String standsFor) {
        return DockerImageName.parse(System.getProperty("muster.test.image." + server, usual))
                .asCompatibleSubstituteFor(standsFor);
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }
}
