package io.muster.stack.local;

import io.muster.events.Topics;
import io.muster.servers.KafkaBroker;
import io.muster.servers.MongoServer;
import io.muster.servers.Ports;
import io.muster.servers.PostgresDatabases;
import io.muster.servers.PostgresServer;
import io.muster.servers.ServerFailed;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;

/** PostgreSQL, Kafka and MongoDB of a stack: the ones from jars, or those that exist. */
public final class LocalServers implements AutoCloseable {
    private final StackOptions options;
    private final Credentials credentials;
    private final Optional<PostgresServer> postgres;
    private final Optional<KafkaBroker> kafka;
    private final Optional<MongoServer> mongo;
    private final String postgresUri;

    private LocalServers(StackOptions options, Credentials credentials) {
        this.options = options;
        this.credentials = credentials;
        var home = options.home();
        var ports = options.ports();
        var external = options.external();
        postgres = external.postgresql().isPresent() ? Optional.empty() : Optional.of(startPostgres());
        kafka = external.kafka().isPresent()
                ? Optional.empty()
                : Optional.of(KafkaBroker.start(new KafkaBroker.Settings(
                        home.data("kafka"), ports.of(Port.KAFKA), ports.of(Port.KAFKA_CONTROLLER))));
        mongo = external.mongodb().isPresent()
                ? Optional.empty()
                : Optional.of(
                        MongoServer.start(new MongoServer.Settings(home.data("mongodb"), ports.of(Port.MONGODB))));
        postgresUri = external.postgresql()
                .map(LocalServers::withoutUser)
                .orElseGet(() -> "postgresql://" + Ports.LOCALHOST + ":" + ports.of(Port.POSTGRESQL));
    }

    static LocalServers start(StackOptions options, Credentials credentials) {
        var servers = new LocalServers(options, credentials);
        servers.makeDatabases();
        servers.makeTopics();
        return servers;
    }

    private PostgresServer startPostgres() {
        return PostgresServer.start(postgres(options, credentials));
    }

    private static PostgresServer.Settings postgres(StackOptions options, Credentials credentials) {
        var home = options.home();
        return new PostgresServer.Settings(
                home.data("postgresql"),
                home.directory().resolve("programs"),
                options.ports().of(Port.POSTGRESQL),
                credentials.secret("postgresql-superuser"));
    }

    /**
     * Stops the PostgreSQL that a killed run left behind.
     *
     * @return whether there was one
     */
    public static boolean stopLeft(StackOptions options, Credentials credentials) {
        var left = PostgresServer.at(postgres(options, credentials));
        var runs = left.isRunning();
        left.stop();
        return runs;
    }

    private void makeDatabases() {
        var passwords = databases();
        if (postgres.isPresent()) {
            postgres.get().ensureDatabases(passwords);
            return;
        }
        var url = URI.create(options.external().postgresql().orElseThrow());
        var user = Optional.ofNullable(url.getRawUserInfo()).orElse("postgres").split(":", 2);
        try (var superuser = DriverManager.getConnection(
                "jdbc:" + postgresUri + "/postgres", decoded(user[0]), user.length > 1 ? decoded(user[1]) : "")) {
            for (var entry : passwords.entrySet()) {
                PostgresDatabases.ensure(superuser, entry.getKey(), entry.getValue());
            }
        } catch (SQLException e) {
            throw new ServerFailed("MUSTER_POSTGRESQL_URL: databases could not be made: " + e.getMessage(), e);
        }
    }

    private void makeTopics() {
        short replication = (short) (kafka.isPresent() ? 1 : -1); // -1: as the cluster has it
        KafkaBroker.createMissingTopics(
                bootstrapServers(),
                Topics.all().stream()
                        .map(topic ->
                                new NewTopic(topic.name(), topic.partitions(), replication).configs(topic.configs()))
                        .toList());
    }

    /** {@return the password of a role} */
    String password(String database) {
        return credentials.secret("postgresql-" + database);
    }

    /** Makes a database anew, empty, with whoever is connected to it thrown out: what was in it is lost. */
    public void wipe(String database) {
        var server = postgres.orElseThrow(() -> new ServerFailed("Only a PostgreSQL of this stack may be wiped"));
        server.dropDatabase(database);
        server.ensureDatabases(Map.of(database, password(database)));
    }

    /** {@return {@code postgresql://127.0.0.1:15432/gateway}} */
    public String postgresUri(String database) {
        return postgresUri + "/" + database;
    }

    /** {@return {@code 127.0.0.1:9092}} */
    public String bootstrapServers() {
        return options.external()
                .kafka()
                .orElseGet(() -> Ports.LOCALHOST + ":" + options.ports().of(Port.KAFKA));
    }

    /** {@return {@code mongodb://127.0.0.1:27017}} */
    public String mongoUri() {
        return options.external()
                .mongodb()
                .orElseGet(() ->
                        "mongodb://" + Ports.LOCALHOST + ":" + options.ports().of(Port.MONGODB));
    }

    /** {@return the PostgreSQL that this stack started, for fault tests} */
    public Optional<PostgresServer> postgres() {
        return postgres;
    }

    /** {@return the broker that this stack started, for fault tests} */
    public Optional<KafkaBroker> kafka() {
        return kafka;
    }

    /** {@return the store that this stack started, for fault tests} */
    public Optional<MongoServer> mongo() {
        return mongo;
    }

    /** {@return what this stack started, for a person} */
    List<String> lines() {
        return List.of(
                "PostgreSQL  " + postgresUri + (postgres.isPresent() ? "" : "  (yours)"),
                "Kafka       " + bootstrapServers() + (kafka.isPresent() ? "" : "  (yours)"),
                "MongoDB     " + mongoUri().replaceAll("//[^@/]*@", "//")
                        + (mongo.isPresent() ? "  (mongo-java-server: the protocol, not MongoDB)" : "  (yours)"));
    }

    /** Stops those that this stack started. */
    @Override
    public void close() {
        mongo.ifPresent(MongoServer::stop);
        kafka.ifPresent(KafkaBroker::stop);
        postgres.ifPresent(PostgresServer::stop);
    }

    private static String withoutUser(String url) {
        var uri = URI.create(url.startsWith("jdbc:") ? url.substring(5) : url);
        return "postgresql://" + uri.getHost() + ":" + (uri.getPort() < 0 ? 5432 : uri.getPort());
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private Map<String, String> databases() {
        var databases = new LinkedHashMap<String, String>();
        Arrays.stream(Service.values())
                .flatMap(service -> service.database().stream())
                .forEach(database -> databases.put(database, password(database)));
        return databases;
    }
}
