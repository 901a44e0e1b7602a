package io.muster.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker with its KRaft controller in this JVM, on a directory that survives restarts.
 *
 * <p>Kafka ends the JVM on errors that it holds to be fatal (a full disk). Where the broker itself must be killed, run
 * it with {@link ServerProcess#kafka}.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final int NODE = 1;

    private final Settings settings;
    private @Nullable KafkaRaftServer server;

    /** Where a broker lives.
     *
     * @param directory its log directory
     * @param port the port for clients on 127.0.0.1
     * @param controllerPort the port of its controller on 127.0.0.1 */
    public record Settings(Path directory, int port, int controllerPort) {
        /** {@return {@code 127.0.0.1:9092}} */
        public String bootstrapServers() {
            return Ports.LOCALHOST + ":" + port;
        }
    }

    private KafkaBroker(Settings settings) {
        this.settings = settings;
    }

    /** Starts a broker; returns when it takes requests.
     *
     * @throws PortTaken if another process has one of the ports */
    public static KafkaBroker start(Settings settings) {
        var broker = new KafkaBroker(settings);
        broker.start();
        return broker;
    }

    /** Starts it again after {@link #stop()}. Does nothing if it runs. */
    public synchronized void start() {
        if (server != null) {
            return;
        }
        Ports.requireFree(settings.port(), "Kafka");
        Ports.requireFree(settings.controllerPort(), "Kafka's controller");
        format();
        var starting = new KafkaRaftServer(new KafkaConfig(properties()), Time.SYSTEM);
        starting.startup();
        server = starting;
    }

    /** Stops it in order. Does nothing if it does not run. */
    public synchronized void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    /** {@return {@code 127.0.0.1:9092}} */
    public String bootstrapServers() {
        return settings.bootstrapServers();
    }

    /** Creates those of the topics that a broker does not have yet; leaves the others as they are.
     *
     * @param bootstrapServers any broker, also one that this JVM did not start */
    public static void createMissingTopics(String bootstrapServers, Collection<NewTopic> topics) {
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            var existing = admin.listTopics().names().get();
            var missing = topics.stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .toList();
            admin.createTopics(missing).all().get();
        } catch (ExecutionException e) {
            throw new ServerFailed("Topics could not be created on " + bootstrapServers + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailed("Interrupted while topics were created", e);
        }
    }

    private void format() {
        var directory = settings.directory();
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        try {
            Files.createDirectories(directory);
            new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(directory.toString())
                    .setDirectories(List.of(directory.toString()))
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
                    .run();
        } catch (IOException e) {
            throw new ServerFailed("Kafka's directory " + directory + " could not be made: " + e, e);
        } catch (Exception e) { // the formatter declares Exception
            throw new ServerFailed("Kafka's directory " + directory + " could not be formatted: " + e, e);
        }
    }

    private Properties properties() {
        var p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", Integer.toString(NODE));
        p.put("controller.quorum.voters", NODE + "@" + Ports.LOCALHOST + ":" + settings.controllerPort());
        p.put(
                "listeners",
                "PLAINTEXT://" + settings.bootstrapServers() + ",CONTROLLER://" + Ports.LOCALHOST + ":"
                        + settings.controllerPort());
        p.put("advertised.listeners", "PLAINTEXT://" + settings.bootstrapServers());
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("controller.listener.names", "CONTROLLER");
        p.put("inter.broker.listener.name", "PLAINTEXT");
        p.put("log.dirs", settings.directory().toString());
        p.put(
                "auto.create.topics.enable",
                "false"); // a topic's settings come from the contract, never from a typing error
        p.put("group.initial.rebalance.delay.ms", "0");
        // With the defaults a broker that was killed is let in again only after 12 s.
        p.put("broker.session.timeout.ms", "1500");
        p.put("broker.heartbeat.interval.ms", "300");
        singleNode(p);
        modestMemory(p);
        return p;
    }

    private static void singleNode(Properties p) {
        p.put("offsets.topic.replication.factor", "1");
        p.put("offsets.topic.num.partitions", "4");
        p.put("transaction.state.log.replication.factor", "1");
        p.put("transaction.state.log.min.isr", "1");
        p.put("transaction.state.log.num.partitions", "4");
        p.put("share.coordinator.state.topic.replication.factor", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
    }

    private static void modestMemory(Properties p) {
        p.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024)); // the default takes 128 MB
        p.put("log.index.size.max.bytes", Integer.toString(1024 * 1024));
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "4");
        p.put("background.threads", "2");
    }
}
