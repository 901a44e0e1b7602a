package io.muster.testing;

import io.muster.servers.KafkaBroker;
import io.muster.servers.MongoServer;
import io.muster.servers.Ports;
import io.muster.servers.PostgresServer;
import io.muster.servers.ServerProcess;
import java.nio.file.Path;
import java.util.UUID;

/** Servers from jars: PostgreSQL and, each in a JVM of its own, Kafka and the MongoDB-protocol store. */
record EmbeddedServers() implements TestServers {
    @Override
    public Postgres postgres() {
        var server = postgresServer();
        return new Postgres(
                Ports.LOCALHOST,
                server.port(),
                PostgresServer.SUPERUSER,
                server.settings().password());
    }

    @Override
    public String kafka() {
        kafkaProcess();
        return kafkaSettings().bootstrapServers();
    }

    @Override
    public String mongo() {
        mongoProcess();
        return mongoSettings().uri();
    }

    @Override
    public void stop(Server server) {
        switch (server) {
            case POSTGRESQL -> postgresServer().stop();
            case KAFKA -> kafkaProcess().stop();
            case MONGODB -> mongoProcess().stop();
        }
    }

    @Override
    public void kill(Server server) {
        switch (server) {
            case POSTGRESQL -> postgresServer().kill();
            case KAFKA -> kafkaProcess().kill();
            case MONGODB -> mongoProcess().kill();
        }
    }

    /** To look at a server is to start it: all of them are idempotent. */
    @Override
    public void start(Server server) {
        switch (server) {
            case POSTGRESQL -> postgresServer();
            case KAFKA -> kafkaProcess();
            case MONGODB -> mongoProcess();
        }
    }

    private static PostgresServer postgresServer() {
        return PostgresServer.start(new PostgresServer.Settings(
                TestDirectory.path().resolve("postgresql"),
                Path.of(System.getProperty("java.io.tmpdir"), "muster-postgresql-" + System.getProperty("user.name")),
                TestDirectory.port("postgresql"),
                TestDirectory.once("password", () -> UUID.randomUUID().toString())));
    }

    private static KafkaBroker.Settings kafkaSettings() {
        return new KafkaBroker.Settings(
                TestDirectory.path().resolve("kafka"), TestDirectory.port("kafka"), TestDirectory.port("controller"));
    }

    private static ServerProcess kafkaProcess() {
        return ServerProcess.kafka(kafkaSettings(), TestDirectory.path().resolve("kafka.log"));
    }

    private static MongoServer.Settings mongoSettings() {
        return new MongoServer.Settings(TestDirectory.path().resolve("mongo"), TestDirectory.port("mongo"));
    }

    private static ServerProcess mongoProcess() {
        return ServerProcess.mongo(mongoSettings(), TestDirectory.path().resolve("mongo.log"));
    }
}
