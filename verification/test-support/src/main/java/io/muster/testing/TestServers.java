package io.muster.testing;

/** The servers of this test JVM, each started when it is first asked for. */
sealed interface TestServers permits EmbeddedServers, ContainerServers {
    /** System property: {@code embedded} (the default) or {@code containers}. */
    String KIND = "muster.test.servers";

    /**
     * A PostgreSQL server and its superuser.
     *
     * @param host where it listens
     * @param port where it listens
     * @param user the superuser
     * @param password his password
     */
    record Postgres(String host, int port, String user, String password) {
        String uri(String database) {
            return "postgresql://" + host + ":" + port + "/" + database;
        }
    }

    /** The servers that the system property names. */
    static TestServers chosen() {
        return switch (System.getProperty(KIND, "embedded")) {
            case "embedded" -> new EmbeddedServers();
            case "containers" -> new ContainerServers();
            default ->
                throw new IllegalArgumentException(
                        KIND + "=" + System.getProperty(KIND) + ": it is embedded or containers");
        };
    }

    /** {@return PostgreSQL, running} */
    Postgres postgres();

    /** {@return Kafka's bootstrap servers; it runs} */
    String kafka();

    /** {@return the connection string of the MongoDB; it runs} */
    String mongo();

    /** Takes a server away, in order; clients see it refuse connections. */
    void stop(Server server);

    /** {@code kill -9}; clients see it refuse connections. */
    void kill(Server server);

    /** Brings it back with its data, at the same address. */
    void start(Server server);
}
