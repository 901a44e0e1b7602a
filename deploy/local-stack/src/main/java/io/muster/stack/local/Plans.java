package io.muster.stack.local;

import io.muster.servers.LocalIssuer;
import io.muster.servers.Ports;
import io.muster.stack.mail.Mailbox;
import io.muster.stack.targets.DirectoryServer;
import io.muster.stack.targets.ScimApplication;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How each process of the stack is run: its command line and its environment. */
final class Plans {
    private final StackOptions options;
    private final Credentials credentials;
    private final LocalServers servers;

    Plans(StackOptions options, Credentials credentials, LocalServers servers) {
        this.options = options;
        this.credentials = credentials;
        this.servers = servers;
    }

    ManagedProcess.Plan mailbox() {
        int http = options.ports().of(Port.MAIL);
        return companion(
                "mailbox",
                Mailbox.class,
                List.of(number(Port.SMTP), Integer.toString(http)),
                Map.of(),
                "http://" + Ports.LOCALHOST + ":" + http,
                Readiness.http("http://" + Ports.LOCALHOST + ":" + http + "/health"));
    }

    ManagedProcess.Plan codeHost() {
        var origin = "http://" + Ports.LOCALHOST + ":" + number(Port.CODE_HOST);
        return companion(
                "code-host",
                ScimApplication.class,
                List.of(number(Port.CODE_HOST)),
                Map.of("CODE_HOST_TOKEN", credentials.secret("code-host")),
                origin + "/scim/v2",
                Readiness.http(origin + "/health"));
    }

    ManagedProcess.Plan directory() {
        return companion(
                "directory",
                DirectoryServer.class,
                List.of(number(Port.DIRECTORY)),
                Map.of("DIRECTORY_PASSWORD", credentials.secret("directory")),
                "ldap://" + Ports.LOCALHOST + ":" + number(Port.DIRECTORY),
                Readiness.port(options.ports().of(Port.DIRECTORY)));
    }

    private ManagedProcess.Plan companion(
            String name,
            Class<?> main,
            List<String> arguments,
            Map<String, String> environment,
            String url,
            Readiness readiness) {
        var command = java(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        command.add(options.home().data(name).toString());
        return new ManagedProcess.Plan(
                name, command, environment, options.home().log(name), url, readiness);
    }

    ManagedProcess.Plan service(Service service) {
        return service(
                service,
                service.title(),
                service.jar(options.home().root()),
                options.ports().of(service.port()),
                options.ports().of(service.management()));
    }

    /** A second process of a service, on ports that are free now. */
    ManagedProcess.Plan replica(Service service) {
        return beside(
                service, service.title() + "-2", service.jar(options.home().root()));
    }

    /** Another application on ports that are free now, run as the service is. */
    ManagedProcess.Plan beside(Service service, String name, Path jar) {
        var free = Ports.free(2).iterator();
        return service(service, name, jar, free.next(), free.next());
    }

    private ManagedProcess.Plan service(Service service, String name, Path jar, int port, int managementPort) {
        var management = "http://" + Ports.LOCALHOST + ":" + managementPort;
        // A heap that begins small takes from the machine what is needed, and not all that is allowed. Its young
        // generation must not be as small: under load what lives as long as a request would spill over, until all
        // that is allowed is taken.
        var arguments = new ArrayList<String>(List.of("-Xms64m", "-Xmn40m", "-Xmx192m"));
        arguments.addAll(LoadedClasses.of(jar));
        arguments.addAll(options.serviceJavaOptions());
        arguments.addAll(List.of("-jar", jar.toString()));
        var environment = environment(service);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        environment.put("MUSTER_INSTANCE", name + "-local");
        // A gateway that starts clears its directory: that of another replica, or of another stack on this machine,
        // must not be it.
        environment.put(
                "QUARKUS_HTTP_BODY_UPLOADS_DIRECTORY",
                options.home().directory().resolve("uploads").resolve(name).toString());
        return new ManagedProcess.Plan(
                name,
                java(arguments),
                environment,
                options.home().log(name),
                "http://" + Ports.LOCALHOST + ":" + port,
                Readiness.http(management + "/q/health/ready"));
    }

    /** Short-lived JVMs on two cores: the first compiler only and the simplest collector start and idle cheapest. */
    private List<String> java(List<String> arguments) {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Leftovers.mark(options.home()),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(arguments);
        return command;
    }

    private Map<String, String> environment(Service service) {
        var environment = new HashMap<String, String>();
        environment.put("QUARKUS_HTTP_HOST", Ports.LOCALHOST);
        environment.put("QUARKUS_MANAGEMENT_ENABLED", "true");
        environment.put("QUARKUS_MANAGEMENT_HOST", Ports.LOCALHOST);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", servers.bootstrapServers());
        environment.put(
                "MP_JWT_VERIFY_PUBLICKEY_LOCATION",
                credentials.issuer().publicKey().toUri().toString());
        environment.put("MP_JWT_VERIFY_ISSUER", LocalIssuer.ISSUER);
        environment.put("MP_JWT_VERIFY_AUDIENCES", LocalIssuer.AUDIENCE);
        environment.put("MUSTER_TEST_CLOCK", "true");
        environment.put("MUSTER_LEASE", options.lease().toString());
        service.database().ifPresent(database -> {
            environment.put("QUARKUS_DATASOURCE_USERNAME", database);
            environment.put("QUARKUS_DATASOURCE_PASSWORD", servers.password(database));
            environment.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:" + servers.postgresUri(database));
            environment.put("QUARKUS_DATASOURCE_REACTIVE_URL", servers.postgresUri(database));
        });
        switch (service) {
            case SCIM_GATEWAY -> {}
            case LIFECYCLE_WORKFLOWS -> environment.putAll(mail());
            case OUTBOUND_DISPATCHER -> environment.putAll(targets());
            case AUDIT_SERVICE -> environment.putAll(audit());
        }
        environment.putAll(options.serviceEnvironment());
        return environment;
    }

    private Map<String, String> mail() {
        return Map.of(
                "QUARKUS_MAILER_HOST",
                Ports.LOCALHOST,
                "QUARKUS_MAILER_PORT",
                number(Port.SMTP),
                "QUARKUS_MAILER_FROM",
                "muster@kartapuce.example");
    }

    /** What target documents may name with {@code fromEnv} and <code>${…}</code>. */
    private Map<String, String> targets() {
        return Map.of(
                "CODE_HOST_TOKEN",
                credentials.secret("code-host"),
                "CODE_HOST_URL",
                "http://" + Ports.LOCALHOST + ":" + number(Port.CODE_HOST) + "/scim/v2",
                "DIRECTORY_PASSWORD",
                credentials.secret("directory"),
                "DIRECTORY_URL",
                "ldap://" + Ports.LOCALHOST + ":" + number(Port.DIRECTORY),
                "DIRECTORY_BASE_DN",
                DirectoryServer.BASE_DN,
                "DIRECTORY_BIND_DN",
                DirectoryServer.BIND_DN);
    }

    private Map<String, String> audit() {
        return Map.of(
                "QUARKUS_MONGODB_CONNECTION_STRING", servers.mongoUri(),
                "MUSTER_AUDIT_WRAPPING_KEY_FILE",
                        credentials.file("audit-wrapping-key").toString(),
                "MUSTER_AUDIT_SIGNING_KEY_FILE",
                        credentials.file("audit-signing-key").toString(),
                "MUSTER_AUDIT_GENERATE_KEYS", "true");
    }

    private String number(Port port) {
        return Integer.toString(options.ports().of(port));
    }
}
