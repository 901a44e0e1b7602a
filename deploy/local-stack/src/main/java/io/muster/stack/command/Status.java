package io.muster.stack.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.stack.local.Readiness;
import io.muster.stack.local.StackState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what runs, where, and (--json) with which credentials.",
            "Exit code 0: all services are ready; 1: some are not; 3: nothing runs."
        })
final class Status implements Callable<Integer> {
    private static final int NOT_READY = 1;
    private static final int NOT_RUNNING = 3;

    private final Launcher launcher;

    @Option(names = "--json", description = "One JSON object, with tokens and passwords.")
    private boolean json;

    Status(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() {
        var state = StackState.read(launcher.home());
        if (state.isEmpty()) {
            if (json) {
                launcher.print(Launcher.JSON.createObjectNode().set("services", Launcher.JSON.createObjectNode()));
            } else {
                launcher.err().println("Nothing runs in " + launcher.home().directory() + ".");
            }
            return NOT_RUNNING;
        }
        var answer = state.get().json().deepCopy();
        answer.remove("pid");
        var allReady = withReadiness((ObjectNode) answer.path("services"));
        if (json) {
            launcher.print(withSecrets(answer));
        } else {
            print(answer);
        }
        return allReady ? 0 : NOT_READY;
    }

    private static boolean withReadiness(ObjectNode services) {
        var all = true;
        for (var service : services.properties()) {
            var entry = (ObjectNode) service.getValue();
            var management = entry.remove("management").asText();
            var ready = Readiness.http(management + "/q/health/ready").isReady();
            entry.put("ready", ready).put("version", Version.NUMBER);
            all &= ready;
        }
        return all;
    }

    private ObjectNode withSecrets(ObjectNode answer) {
        var credentials = launcher.credentials();
        var targets = answer.path("targets"); // none in a stack of some services
        if (targets.path("code-host") instanceof ObjectNode codeHost) {
            codeHost.put("token", credentials.secret("code-host"));
        }
        if (targets.path("directory") instanceof ObjectNode directory) {
            directory.put("password", credentials.secret("directory"));
        }
        answer.putObject("credentials")
                .put("scim", credentials.scim())
                .put("admin", credentials.admin())
                .put("auditor", credentials.auditor());
        return answer;
    }

    private void print(ObjectNode answer) {
        for (var service : answer.path("services").properties()) {
            launcher.out()
                    .printf(
                            "%-20s %-9s pid %-8s %s%n",
                            service.getKey(),
                            service.getValue().path("ready").asBoolean() ? "ready" : "NOT READY",
                            service.getValue().path("pid").asText("-"),
                            service.getValue().path("url").asText());
        }
        launcher.out()
                .println("kafka                "
                        + answer.path("kafka").path("bootstrapServers").asText());
        launcher.out()
                .println("mongodb              "
                        + answer.path("mongodb").path("uri").asText());
        for (var target : answer.path("targets").properties()) {
            launcher.out()
                    .printf(
                            "%-20s %s%n",
                            target.getKey(), target.getValue().path("url").asText());
        }
        launcher.out()
                .println("mail                 "
                        + answer.path("mail").path("url").asText());
    }
}
