package io.muster.testing;

import io.muster.events.Topics;
import io.muster.servers.KafkaBroker;
import io.muster.servers.PostgresDatabases;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Gives a {@code @QuarkusTest} its servers and their addresses: {@code @WithTestResource(MusterServers.class)}.
 *
 * <p>The servers are shared by the JVM's tests; each start of the service gets a PostgreSQL database of its own and
 * empty topics. Arguments ({@code @ResourceArg}): {@code postgresql}, {@code kafka} (default {@code true}), {@code
 * mongodb} (default {@code false}).
 */
public final class MusterServers implements QuarkusTestResourceLifecycleManager {
    /** System property with the name of the database of the service under test. */
    static final String DATABASE = "muster.test.database";

    private final TestServers servers = TestServers.chosen();
    private Map<String, String> arguments = Map.of();

    @Override
    public void init(Map<String, String> initArgs) {
        arguments = Map.copyOf(initArgs);
    }

    @Override
    public Map<String, String> start() {
        var config = new HashMap<String, String>();
        config.put("quarkus.http.test-port", "0");
        config.put("quarkus.management.test-port", "0");
        config.put(
                "mp.jwt.verify.publickey.location",
                Tokens.issuer().publicKey().toUri().toString());
        config.put("muster.test-clock", "true");
        config.put("muster.lease", "PT1S");
        config.put("muster.instance", "test-" + UUID.randomUUID());
        if (wants("postgresql", true)) {
            config.putAll(freshDatabase(servers.postgres()));
        }
        if (wants("kafka", true)) {
            recreateTopics(servers.kafka());
            config.put("kafka.bootstrap.servers", servers.kafka());
        }
        if (wants("mongodb", false)) {
            config.put("quarkus.mongodb.connection-string", servers.mongo());
        }
        return config;
    }

    private boolean wants(String server, boolean usually) {
        return Boolean.parseBoolean(arguments.getOrDefault(server, Boolean.toString(usually)));
    }

    private static Map<String, String> freshDatabase(TestServers.Postgres postgres) {
        var name = "test_" + UUID.randomUUID().toString().substring(0, 8);
        var password = UUID.randomUUID().toString();
        var url = "jdbc:" + postgres.uri("postgres");
        try (var superuser = DriverManager.getConnection(url, postgres.user(), postgres.password())) {
            PostgresDatabases.ensure(superuser, name, password);
        } catch (SQLException e) {
            throw new IllegalStateException("No database for the test: " + e.getMessage(), e);
        }
        System.setProperty(DATABASE, name);
        return Map.of(
                "quarkus.datasource.username",
                name,
                "quarkus.datasource.password",
                password,
                "quarkus.datasource.jdbc.url",
                "jdbc:" + postgres.uri(name),
                "quarkus.datasource.reactive.url",
                postgres.uri(name));
    }

    /** What an earlier test class left on the topics must not reach the next one, whose database is empty. */
    private static void recreateTopics(String bootstrapServers) {
        var topics = Topics.all().stream()
                .map(topic -> new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.configs()))
                .toList();
        var names = topics.stream().map(NewTopic::name).toList();
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            var existing = admin.listTopics().names().get();
            admin.deleteTopics(names.stream().filter(existing::contains).toList())
                    .all()
                    .get();
            while (admin.listTopics().names().get().stream().anyMatch(names::contains)) {
                Thread.onSpinWait(); // each look is a request to the broker; it takes one or two
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("Topics could not be emptied: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while topics were emptied", e);
        }
        KafkaBroker.createMissingTopics(bootstrapServers, List.copyOf(topics));
    }

    /** Nothing to stop: the servers end with the JVM, and so do their data. */
    @Override
    public void stop() {
        System.clearProperty(DATABASE);
    }
}
