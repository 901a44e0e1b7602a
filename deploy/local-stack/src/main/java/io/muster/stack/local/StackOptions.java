package io.muster.stack.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How a local stack is to run.
 *
 * @param home sources and data
 * @param ports where everything listens
 * @param external servers that exist already
 * @param lease how long a worker or relay holds what it claimed; short in fault tests
 * @param services which services run, each with what it writes to: mailbox or demo targets
 * @param serviceJavaOptions more options for the JVM of every service; the last word counts
 * @param serviceEnvironment more environment for every service, e.g. {@code QUARKUS_LOG_LEVEL}
 * @param restart whether a process that dies is started again
 * @param progress is told what happens, a line at a time
 */
public record StackOptions(
        Home home,
        PortMap ports,
        External external,
        Duration lease,
        Set<Service> services,
        List<String> serviceJavaOptions,
        Map<String, String> serviceEnvironment,
        boolean restart,
        Consumer<String> progress) {

    /** Environment variable with more JVM options for the services. */
    public static final String SERVICE_JAVA_OPTS = "MUSTER_SERVICE_JAVA_OPTS";

    public StackOptions {
        services = Set.copyOf(services);
        serviceJavaOptions = List.copyOf(serviceJavaOptions);
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
                EnumSet.allOf(Service.class),
                words(environment.getOrDefault(SERVICE_JAVA_OPTS, "")),
                Map.of(),
                true,
                progress);
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : Arrays.asList(text.strip().split("\\s+", -1));
    }

    /** The same with other ports. */
    public StackOptions withPorts(PortMap other) {
        return with(other, lease, services, serviceJavaOptions, serviceEnvironment, restart);
    }

    /** The same with another lease. */
    public StackOptions withLease(Duration other) {
        return with(ports, other, services, serviceJavaOptions, serviceEnvironment, restart);
    }

    /** The same with these services alone. */
    public StackOptions withOnly(Set<Service> some) {
        return with(ports, lease, some, serviceJavaOptions, serviceEnvironment, restart);
    }

    /** The same with more options for the services' JVMs, behind those that there are. */
    public StackOptions withServiceJavaOptions(List<String> more) {
        var all = new ArrayList<>(serviceJavaOptions);
        all.addAll(more);
        return with(ports, lease, services, all, serviceEnvironment, restart);
    }

    /** The same, but a process that dies stays dead. */
    public StackOptions withoutRestart() {
        return with(ports, lease, services, serviceJavaOptions, serviceEnvironment, false);
    }

    /** The same with one more variable for every service. */
    public StackOptions withServiceEnvironment(String name, String value) {
        var more = new HashMap<>(serviceEnvironment);
        more.put(name, value);
        return with(ports, lease, services, serviceJavaOptions, more, restart);
    }

    private StackOptions with(
            PortMap ports,
            Duration lease,
            Set<Service> services,
            List<String> serviceJavaOptions,
            Map<String, String> serviceEnvironment,
            boolean restart) {
        return new StackOptions(
                home, ports, external, lease, services, serviceJavaOptions, serviceEnvironment, restart, progress);
    }
}
