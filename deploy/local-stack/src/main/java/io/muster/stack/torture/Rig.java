package io.muster.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.stack.demo.Await;
import io.muster.stack.demo.CodeHost;
import io.muster.stack.demo.DemoStack;
import io.muster.stack.demo.Directory;
import io.muster.stack.demo.Evidence;
import io.muster.stack.demo.Http;
import io.muster.stack.demo.TopicReader;
import io.muster.stack.local.Home;
import io.muster.stack.local.LocalStack;
import io.muster.stack.local.ManagedProcess;
import io.muster.stack.local.PortMap;
import io.muster.stack.local.Service;
import io.muster.stack.local.StackOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.naming.NamingException;

/** A stack of its own under torture, HR's client that writes to it, and eyes on everything that comes out of it. */
public final class Rig implements AutoCloseable {
    /** How long a worker or relay of {@code ./muster torture} holds what it claimed: short, so that there are many. */
    public static final Duration LEASE = Duration.ofSeconds(1);

    private static final Duration START = Duration.ofMinutes(3);

    private final LocalStack stack;
    private final DemoStack commands;
    private final Duration lease;
    private final Consumer<String> progress;
    private final Path organization;
    private final Http http = new Http();
    private final CodeHost codeHost;
    private final Directory directory;
    private final TopicReader topics;
    private final HrClient hr;
    private final Agreement agreement;

    private Rig(LocalStack stack, DemoStack commands, Duration lease, Consumer<String> progress)
            throws IOException, InterruptedException, NamingException {
        this.stack = stack;
        this.commands = commands;
        this.lease = lease;
        this.progress = progress;
        var status = commands.status();
        codeHost = new CodeHost(http, status.at("/targets/code-host"));
        directory = new Directory(status.at("/targets/directory"));
        topics = new TopicReader(stack.servers().bootstrapServers());
        var home = stack.options().home();
        organization = Organization.withoutLimits(
                home.root().resolve("deploy/sample-organization"),
                home.directory().resolve("organization"));
        hr = new HrClient(
                http,
                url(Service.SCIM_GATEWAY) + "/scim/v2/Users",
                stack.credentials().scim(),
                today());
        agreement = new Agreement(this);
    }

    /**
     * Starts the stack, with ports of its own and without what an earlier one in this home left, and applies the sample
     * organization.
     *
     * @param home its own
     * @param commands {@code ./muster} in that home
     * @param lease how long a process that is silent keeps its work
     */
    public static Rig start(Home home, DemoStack commands, Duration lease, Consumer<String> progress)
            throws IOException, InterruptedException, NamingException {
        home.reset();
        var options = StackOptions.from(home, Map.of(), progress)
                .withPorts(PortMap.moved())
                .withLease(lease)
                .withoutRestart();
        var stack = LocalStack.start(options);
        try {
            var rig = new Rig(stack, commands, lease, progress);
            rig.applyPolicies();
            return rig;
        } catch (IOException | InterruptedException | NamingException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    Duration lease() {
        return lease;
    }

    /** {@code ./muster policy apply} of the whole organization, which a wiped dispatcher needs anew. */
    void applyPolicies() {
        commands.muster("policy", "apply", organization.toString());
    }

    String muster(String... arguments) {
        return commands.muster(arguments);
    }

    String refused(String... arguments) {
        return commands.refused(arguments);
    }

    /** Tells a person who waits. */
    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be this module's only use of another jar
    void say(String format, Object... values) {
        progress.accept(format.formatted(values));
    }

    /** The stack itself. */
    public LocalStack stack() {
        return stack;
    }

    ManagedProcess process(Service service) {
        return stack.service(service.title());
    }

    /** Starts a service that is away, with these variables this once, and waits for it. */
    void start(Service service, Map<String, String> environment) {
        process(service).start(environment);
        process(service).awaitReady(START);
    }

    void start(Service service) {
        start(service, Map.of());
    }

    String url(Service service) {
        return process(service).url();
    }

    HrClient hr() {
        return hr;
    }

    Http http() {
        return http;
    }

    CodeHost codeHost() {
        return codeHost;
    }

    Directory directory() {
        return directory;
    }

    /** All topics, read to where they end now. */
    TopicReader topics() {
        topics.readToEnd();
        return topics;
    }

    JsonNode get(Service service, String path) throws IOException, InterruptedException {
        return http.get(url(service) + path, stack.credentials().admin());
    }

    /** What an open address serves. */
    String text(String url) throws IOException, InterruptedException {
        return http.client()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The business day in Lyon, where everybody of the torture works. */
    LocalDate today() throws IOException, InterruptedException {
        var business = get(Service.SCIM_GATEWAY, "/clock").path("businessNow").asText();
        return LocalDate.ofInstant(Instant.parse(business), ZoneId.of("Europe/Paris"));
    }

    /** At least so many people with enabled accounts, in an order that does not change. */
    List<Employed> engineers(int count) throws Exception {
        int there = hr.engineers().size();
        if (there < count) {
            Crew.times(count - there, number -> hr.hire());
        }
        return hr.engineers().subList(0, count);
    }

    /** Waits until targets, topics and audit are what the client's list says. */
    void agree(Evidence evidence, Duration patience) throws Exception {
        var took = Await.until("agreement with the client's list", patience, agreement::missing);
        evidence.seen("%s; after %.1f s", agreement.seen(), took.toMillis() / 1e3);
    }

    /** Waits until the targets are what the client's list says, whatever the audit has. */
    void targetsAgree(Duration patience) throws Exception {
        Await.until("the targets agree with the client's list", patience, agreement::missingInTargets);
    }

    /** Waits until the audit has each event of each topic once, and nothing else. */
    void auditAgrees(Duration patience) throws Exception {
        Await.until("the audit agrees with the topics", patience, agreement::missingInAudit);
    }

    @Override
    public void close() throws NamingException {
        topics.close();
        directory.close();
        codeHost.close();
        http.close();
        stack.close();
    }
}
