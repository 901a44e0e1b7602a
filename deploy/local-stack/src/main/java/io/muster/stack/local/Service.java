package io.muster.stack.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The four services, in the order in which they start. */
public enum Service {
    SCIM_GATEWAY("scim-gateway", "gateway", Port.SCIM_GATEWAY, Port.SCIM_GATEWAY_MANAGEMENT),
    AUDIT_SERVICE("audit-service", null, Port.AUDIT_SERVICE, Port.AUDIT_SERVICE_MANAGEMENT),
    OUTBOUND_DISPATCHER(
            "outbound-dispatcher", "dispatcher", Port.OUTBOUND_DISPATCHER, Port.OUTBOUND_DISPATCHER_MANAGEMENT),
    LIFECYCLE_WORKFLOWS(
            "lifecycle-workflows", "workflows", Port.LIFECYCLE_WORKFLOWS, Port.LIFECYCLE_WORKFLOWS_MANAGEMENT);

    private final String title;
    private final @Nullable String database;
    private final Port port;
    private final Port management;

    Service(String title, @Nullable String database, Port port, Port management) {
        this.title = title;
        this.database = database;
        this.port = port;
        this.management = management;
    }

    /**
     * The service of this name.
     *
     * @throws IllegalArgumentException with the names that there are
     */
    public static Service titled(String title) {
        return Arrays.stream(values())
                .filter(service -> service.title.equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no service " + title + ", but "
                        + Arrays.stream(values()).map(Service::title).toList()));
    }

    /** {@return its name, which is its module's too: {@code scim-gateway}} */
    public String title() {
        return title;
    }

    /** {@return its PostgreSQL database and role, if it has one} */
    public Optional<String> database() {
        return Optional.ofNullable(database);
    }

    /** {@return where it serves} */
    public Port port() {
        return port;
    }

    /** {@return where its health and metrics are} */
    public Port management() {
        return management;
    }

    /** {@return the jar that runs it, in the sources} */
    public Path jar(Path root) {
        return root.resolve(title).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** {@return whether it is built} */
    public boolean isBuilt(Path root) {
        return Files.exists(jar(root)) && Files.isDirectory(root.resolve(title).resolve("src/main/java"));
    }
}
