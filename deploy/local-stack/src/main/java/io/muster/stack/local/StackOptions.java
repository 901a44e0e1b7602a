package io.muster.stack.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a local stack is to run.
 *
 * @param home sources and data
 * @param ports where everything listens
 * @param external servers that exist already
 * @param lease how long a worker or relay holds what it claimed; short in fault tests
 * @param serviceEnvironment more environment for every service, e.g. {@code QUARKUS_LOG_LEVEL}
 * @param restart whether a process that dies is started again
 * @param progress is told what happens, a line at a time
 */
public record StackOptions(
        Home home,
        PortMap ports,
        External external,
        Duration lease,
        Map<String, String> serviceEnvironment,
        boolean restart,
        Consumer<String> progress) {

    public StackOptions {
        serviceEnvironment = Map.copyOf(serviceEnvironment);
    }

    /**
     * Servers that exist, instead of those that the stack starts.
     *
     * @param postgresql {@code postgresql://SUPERUSER:PASSWORD@HOST:PORT}
     * @param kafka bootstrap servers
     * @param mongodb connection string
     */
    public record External(Optional<String> postgresql, Optional<String> kafka, Optional<String> mongodb) {
        /** {@return whether nobody needs this port, because a server that exists does the work} */
        public boolean replaces(Port port) {
            return (port == Port.POSTGRESQL && postgresql.isPresent())
                    || ((port == Port.KAFKA || port == Port.KAFKA_CONTROLLER) && kafka.isPresent())
                    || (port == Port.MONGODB && mongodb.isPresent());
        }

        /** {@return what the stack has to start itself, for a person} */
        List<String> missing() {
            var missing = new ArrayList<String>();
            if (postgresql.isEmpty()) {
                missing.add("PostgreSQL");
            }
            if (kafka.isEmpty()) {
                missing.add("Kafka");
            }
            if (mongodb.isEmpty()) {
                missing.add("the MongoDB-protocol store");
            }
            return List.copyOf(missing);
        }
    }

    /** What the environment says: {@code MUSTER_PORT_…}, {@code MUSTER_POSTGRESQL_URL} and so on. */
    public static StackOptions from(Home home, Map<String, String> environment, Consumer<String> progress) {
        return new StackOptions(
                home,
                PortMap.from(environment),
                new External(
                        Optional.ofNullable(environment.get("MUSTER_POSTGRESQL_URL")),
                        Optional.ofNullable(environment.get("MUSTER_KAFKA_BOOTSTRAP")),
                        Optional.ofNullable(environment.get("MUSTER_MONGODB_URI"))),
                Duration.parse(environment.getOrDefault("MUSTER_LEASE", "PT10S")),
                Map.of(),
                true,
                progress);
    }

    /** The same with other ports. */
    public StackOptions withPorts(PortMap other) {
        return new StackOptions(home, other, external, lease, serviceEnvironment, restart, progress);
    }

    /** The same with another lease. */
    public StackOptions withLease(Duration other) {
        return new StackOptions(home, ports, external, other, serviceEnvironment, restart, progress);
    }

    /** The same, but a process that dies stays dead. */
    public StackOptions withoutRestart() {
        return new StackOptions(home, ports, external, lease, serviceEnvironment, false, progress);
    }

    /** The same with one more variable for every service. */
    public StackOptions withServiceEnvironment(String name, String value) {
        var more = new HashMap<>(serviceEnvironment);
        more.put(name, value);
        return new StackOptions(home, ports, external, lease, more, restart, progress);
    }
}
