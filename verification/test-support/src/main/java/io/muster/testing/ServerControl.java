package io.muster.testing;

/** A hand on one of the servers, for fault tests. Close it, or the tests after this one find the server gone. */
public sealed class ServerControl implements AutoCloseable permits PostgresControl {
    private final TestServers servers = TestServers.chosen();
    private final Server server;

    ServerControl(Server server) {
        this.server = server;
    }

    /** {@return a hand on the Kafka broker} */
    public static ServerControl kafka() {
        return new ServerControl(Server.KAFKA);
    }

    /** {@return a hand on the MongoDB} */
    public static ServerControl mongo() {
        return new ServerControl(Server.MONGODB);
    }

    /** Stops it in order. */
    public final void stop() {
        servers.stop(server);
    }

    /** {@code kill -9}. */
    public final void kill() {
        servers.kill(server);
    }

    /** Brings it back with its data, at the same address; returns when it takes requests. */
    public final void start() {
        servers.start(server);
    }

    /** Brings it back if it is away. */
    @Override
    public final void close() {
        start();
    }

    final TestServers servers() {
        return servers;
    }
}
