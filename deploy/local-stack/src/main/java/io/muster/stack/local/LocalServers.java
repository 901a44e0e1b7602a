package io.muster.stack.local;

import io.muster.events.Topics;
import io.muster.servers.KafkaBroker;
import io.muster.servers.MongoServer;
import io.muster.servers.Ports;
import io.muster.servers.PostgresServer;
import io.muster.servers.ServerFailed;
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
    private final Optional<ExistingPostgres> existingPostgres;
    private Optional<PostgresServer> postgres = Optional.empty();
    private Optional<KafkaBroker> kafka = Optional.empty();
    private Optional<MongoServer> mongo = Optional.empty();

    private LocalServers(StackOptions options, Credentials credentials) {
        this.options = options;
        this.credentials = credentials;
        this.existingPostgres = options.external().postgresql().map(ExistingPostgres::at);
    }

    /** Starts those that do not exist; if one does not come up, none of them is left running. */
    static LocalServers start(StackOptions options, Credentials credentials) {
        var servers = new LocalServers(options, credentials);
        try {
            servers.startOwn();
            servers.makeDatabases();
            servers.makeTopics();
            return servers;
        } catch (RuntimeException e) { // whatever it was goes on to the caller, who has nothing to close
            servers.close();
            throw e;
        }
    }

    private void startOwn() {
        var home = options.home();
        var ports = options.ports();
        if (existingPostgres.isEmpty()) {
            postgres = Optional.of(PostgresServer.start(postgres(options, credentials)));
        }
        if (options.external().kafka().isEmpty()) {
            kafka = Optional.of(KafkaBroker.start(new KafkaBroker.Settings(
                    home.data("kafka"), ports.of(Port.KAFKA), ports.of(Port.KAFKA_CONTROLLER))));
        }
        if (options.external().mongodb().isEmpty()) {
            mongo = Optional.of(
                    MongoServer.start(new MongoServer.Settings(home.data("mongodb"), ports.of(Port.MONGODB))));
        }
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
        existingPostgres.ifPresent(existing -> existing.ensureDatabases(databases()));
        postgres.ifPresent(own -> own.ensureDatabases(databases()));
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
        return postgresUri() + "/" + database;
    }

    private String postgresUri() {
        return existingPostgres
                .map(ExistingPostgres::uri)
                .orElseGet(() -> "postgresql://" + Ports.LOCALHOST + ":"
                        + options.ports().of(Port.POSTGRESQL));
    }

    /** {@return {@code 127.0.0.1:9092}} */
    public String bootstrapServers() {
        return options.external()
                .kafka()
                .orElseGet(() -> Ports.LOCALHOST + ":" + options.ports().of(Port.KAFKA));
    }

    /** {@return {@code mongodb://127.0.0.1:27017}, without who logs in} */
    String mongoAddress() {
        return mongoUri().replaceAll("//[^@/]*@", "//");
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
                "PostgreSQL  " + postgresUri() + (postgres.isPresent() ? "" : "  (yours)"),
                "Kafka       " + bootstrapServers() + (kafka.isPresent() ? "" : "  (yours)"),
                "MongoDB     " + mongoAddress()
                        + (mongo.isPresent() ? "  (mongo-java-server: the protocol, not MongoDB)" : "  (yours)"));
    }

    /** Stops those that this stack started. */
    @Override
    public void close() {
        mongo.ifPresent(MongoServer::stop);
        kafka.ifPresent(KafkaBroker::stop);
        postgres.ifPresent(PostgresServer::stop);
    }

    private Map<String, String> databases() {
        var databases = new LinkedHashMap<String, String>();
        Arrays.stream(Service.values())
                .flatMap(service -> service.database().stream())
                .forEach(database -> databases.put(database, password(database)));
        return databases;
    }
}
