package io.muster.verification.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.stack.command.Launcher;
import io.muster.stack.command.LauncherStack;
import io.muster.stack.demo.Account;
import io.muster.stack.demo.CodeHost;
import io.muster.stack.demo.DemoStack;
import io.muster.stack.demo.Http;
import io.muster.stack.local.Home;
import io.muster.stack.local.LocalStack;
import io.muster.stack.local.PortMap;
import io.muster.stack.local.StackOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A running stack and what somebody may do to it from outside while a demo runs: processes stopped, accounts and rules changed, records slipped in. */
final class Outside implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalStack stack;
    private final DemoStack commands;
    private final Path organization;
    private final Http http = new Http();
    private final Set<String> stopped = new HashSet<>();
    private boolean policiesChanged;

    private Outside(LocalStack stack, DemoStack commands, Path organization) {
        this.stack = stack;
        this.commands = commands;
        this.organization = organization;
    }

    /** A fresh stack with the sample organization applied. */
    static Outside start(Path root) {
        var home = new Home(root, root.resolve("verification/system-tests/target/broken"));
        home.reset();
        var stack = LocalStack.start(StackOptions.from(home, Map.of(), System.out::println)
                .withPorts(PortMap.free())
                .withoutRestart());
        var commands = new LauncherStack(new Launcher(home, Map.of(), System.out, System.err));
        var outside = new Outside(stack, commands, root.resolve("deploy/sample-organization"));
        outside.applyPolicies();
        return outside;
    }

    DemoStack commands() {
        return commands;
    }

    Path organization() {
        return organization;
    }

    Path report() {
        return stack.options().home().directory().resolve("report.html");
    }

    /** Stops a process of the stack; it stays away until it is mended. */
    void stop(String process) {
        stack.service(process).stop();
        stopped.add(process);
    }

    /** Puts all right again, except this process, which the next break wants stopped as well. */
    void mendAllBut(String process) {
        var away = stopped.stream().filter(name -> !name.equals(process)).toList();
        away.forEach(name -> stack.service(name).start());
        away.forEach(name -> stack.service(name).awaitReady(START));
        away.forEach(stopped::remove);
        if (policiesChanged) {
            applyPolicies();
            policiesChanged = false;
        }
    }

    void applyPolicies() {
        commands.muster("policy", "apply", organization.toString());
    }

    /** Somebody removes an account of this run from the code host: the first, in the order of their names, that is as said. */
    void removeFromCodeHost(String run, boolean active) throws IOException, InterruptedException {
        var target = status().at("/targets/code-host");
        try (var codeHost = new CodeHost(http, target)) {
            var found = codeHost.accounts().values().stream()
                    .filter(account -> userName(account).endsWith("." + run)
                            && account.account().active() == active)
                    .min(Comparator.comparing(Outside::userName))
                    .orElseThrow(() -> new AssertionError("the code host has no such account of " + run));
            http.send(
                            "DELETE",
                            target.path("url").asText() + "/Users/" + found.key(),
                            target.path("token").asText(),
                            null)
                    .expect(204);
        }
    }

    private static String userName(Account.Found found) {
        return found.account().attributes().getOrDefault("userName", "");
    }

    /** Somebody takes the user name that a step wants to give. */
    void takeUserName(String userName) throws IOException, InterruptedException {
        var user = JSON.createObjectNode().put("userName", userName);
        user.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:User");
        http.send(
                        "POST",
                        gateway() + "/scim/v2/Users",
                        status().at("/credentials/scim").asText(),
                        user)
                .expect(201);
    }

    /** An administrator takes from HR what HR owns. */
    void withoutAuthorities() throws IOException, InterruptedException {
        policiesChanged = true;
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

    /** Somebody who may write to the topic writes what is no event. */
    void slipIn(String topic, String text) throws InterruptedException {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", stack.servers().bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, "nobody", text.getBytes(StandardCharsets.UTF_8)))
                    .get();
        } catch (ExecutionException e) {
            throw new AssertionError(topic + " did not take the record", e);
        }
    }

    private JsonNode status() {
        return commands.status();
    }

    private String gateway() {
        return stack.service("scim-gateway").url();
    }

    @Override
    public void close() {
        http.close();
        stack.close();
    }
}
