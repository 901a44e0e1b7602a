package io.muster.verification.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.stack.command.Launcher;
import io.muster.stack.command.LauncherStack;
import io.muster.stack.demo.Await;
import io.muster.stack.demo.DemoStack;
import io.muster.stack.demo.Http;
import io.muster.stack.local.LocalStack;
import io.muster.stack.local.ManagedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A running stack and what somebody may do to it from outside while a demo runs: processes stopped, rules and names changed; and what can be reached from here. */
final class Outside implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalStack stack;
    private final DemoStack commands;
    private final Path organization;
    private final Http http = new Http();
    private final Set<String> stopped = new HashSet<>();

    /** How things come right again, by what something was done to: done twice, it is put right once. */
    private final Map<String, Runnable> undo = new LinkedHashMap<>();

    private Outside(LocalStack stack, DemoStack commands, Path organization) {
        this.stack = stack;
        this.commands = commands;
        this.organization = organization;
    }

    /** A running stack, with the sample organization in it. */
    static Outside of(LocalStack stack) throws IOException {
        var home = stack.options().home();
        var organization = home.directory().resolve("kartapuce");
        copy(home.root().resolve("deploy/sample-organization"), organization);
        // What a rule takes is taken a while after the last change; how long is not what is looked at here.
        edit(organization.resolve("policies/organization.yaml"), "settle: PT5S", "settle: PT1S");
        var outside = new Outside(
                stack, new LauncherStack(new Launcher(home, Map.of(), System.out, System.err)), organization);
        stack.processes().forEach(ManagedProcess::start); // whatever an earlier test has left away
        stack.processes().forEach(process -> process.awaitReady(START));
        outside.applyPolicies();
        return outside;
    }

    DemoStack commands() {
        return commands;
    }

    Path organization() {
        return organization;
    }

    /** What the columns of the sample organization's HR export mean. */
    Path mapping() {
        return stack.options().home().root().resolve("deploy/sample-import/kartapuce-hr.yaml");
    }

    Path report() {
        return stack.options().home().directory().resolve("report.html");
    }

    /** The applications, by their own protocols. */
    OutsideTargets targets() {
        return new OutsideTargets(http, status().path("targets"));
    }

    /** The topics, as anybody may write them who may write at all. */
    OutsideTopics topics() {
        return new OutsideTopics(stack.servers().bootstrapServers());
    }

    /** The audit's store, as whoever has its password. */
    AuditStore auditStore() {
        return new AuditStore(stack.servers().mongoUri(), undo);
    }

    /** Stops a process of the stack; it stays away until somebody needs it. */
    void stop(String process) {
        stack.service(process).stop();
        stopped.add(process);
    }

    /** Halts a process: it is there and does nothing, and goes on where it was. */
    void halt(String process) {
        stack.service(process).pause();
        undo.put(process, stack.service(process)::resume);
    }

    /** Puts all right again, and starts what is away and needed now. */
    void mend(Set<String> needed) {
        var back = stopped.stream().filter(needed::contains).toList();
        back.forEach(name -> stack.service(name).start());
        back.forEach(name -> stack.service(name).awaitReady(START));
        back.forEach(stopped::remove);
        undo.values().forEach(Runnable::run);
        undo.clear();
    }

    private void applyPolicies() {
        commands.muster("policy", "apply", organization.toString());
    }

    /**
     * An administrator applies other files: the sample organization's with this changed.
     *
     * @param file e.g. {@code policies/organization.yaml}
     */
    void apply(String file, String from, String to) throws IOException {
        undo.put("policies", this::applyPolicies);
        var changed = stack.options().home().directory().resolve("changed");
        copy(organization, changed);
        edit(changed.resolve(file), from, to);
        commands.muster("policy", "apply", changed.toString());
    }

    private static void copy(Path organization, Path to) throws IOException {
        for (var part : List.of("policies", "targets")) {
            Files.createDirectories(to.resolve(part));
            try (var files = Files.list(organization.resolve(part))) {
                for (var file : files.toList()) {
                    var copy = to.resolve(organization.relativize(file).toString());
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void edit(Path file, String from, String to) throws IOException {
        var text = Files.readString(file);
        if (text.indexOf(from) < 0 || text.indexOf(from) != text.lastIndexOf(from)) {
            throw new AssertionError(file + " does not have exactly one: " + from);
        }
        Files.writeString(file, text.replace(from, to));
    }

    /** Somebody takes the user name that a step wants to give. */
    void takeUserName(String userName) throws IOException, InterruptedException {
        var user = JSON.createObjectNode().put("userName", userName);
        user.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:User");
        http.send("POST", users(), hr(), user).expect(201);
    }

    /** Muster's id of the person with this user name. */
    String person(String userName) throws IOException, InterruptedException {
        var found = http.get(users() + "?filter=" + Http.encoded("userName eq \"" + userName + "\""), hr());
        if (found.path("totalResults").asInt() != 1) {
            throw new AssertionError("not exactly one " + userName + ": " + found);
        }
        return found.at("/Resources/0/id").asText();
    }

    /** An administrator takes from HR what HR owns. */
    void withoutAuthorities() throws IOException, InterruptedException {
        undo.put("policies", this::applyPolicies);
        var none = JSON.createObjectNode();
        none.putArray("rules");
        var answer = http.send(
                "PUT",
                gateway() + "/admin/authority",
                status().at("/credentials/admin").asText(),
                none);
        if (answer.status() >= 300) {
            throw new AssertionError(answer.exchange());
        }
    }

    /** A client gets all the tokens that it may have. */
    void takeTokens(String client) throws IOException, InterruptedException {
        var wish = JSON.createObjectNode().put("client", client);
        wish.putArray("scopes").add("scim:read");
        wish.put("expiresAt", Instant.now().plus(Duration.ofHours(1)).toString());
        for (int i = 0; i < 2; i++) {
            asAdministrator("/tokens", wish, 201);
        }
    }

    /** A resource type takes the place that another one wants to have. */
    void takeEndpoint(String endpoint, String run) throws IOException, InterruptedException {
        var urn = "urn:kartapuce:params:scim:schemas:core:1.0:Taken" + run;
        var added = JSON.createObjectNode();
        var documents = added.putArray("documents");
        var schema = documents.addObject().put("id", urn).put("name", "Taken").put("description", "Taken.");
        schema.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:Schema");
        schema.putArray("attributes").addObject().put("name", "number").put("type", "string");
        documents
                .addObject()
                .put("id", "Taken" + run)
                .put("name", "Taken" + run)
                .put("endpoint", endpoint)
                .put("schema", urn)
                .putArray("schemas")
                .add("urn:ietf:params:scim:schemas:core:2.0:ResourceType");
        asAdministrator("/admin/schemas", added, 200);
    }

    private void asAdministrator(String path, JsonNode body, int status) throws IOException, InterruptedException {
        http.send("POST", gateway() + path, status().at("/credentials/admin").asText(), body)
                .expect(status);
    }

    /** Waits until the audit lists this event about a person. */
    void awaitInAudit(String person, String event) throws Exception {
        var events = stack.service("audit-service").url() + "/audit/events?subject=" + person;
        var auditor = status().at("/credentials/auditor").asText();
        Await.until(
                "the event in the audit",
                () -> http.pages(events, auditor).stream()
                                .anyMatch(item -> item.path("id").asText().equals(event))
                        ? Optional.empty()
                        : Optional.of(event + " about " + person));
    }

    private JsonNode status() {
        return commands.status();
    }

    private String gateway() {
        return stack.service("scim-gateway").url();
    }

    private String users() {
        return gateway() + "/scim/v2/Users";
    }

    private String hr() {
        return status().at("/credentials/scim").asText();
    }

    @Override
    public void close() {
        http.close();
    }
}
