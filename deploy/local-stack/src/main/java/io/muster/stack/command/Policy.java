package io.muster.stack.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.stack.local.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        description = "Policies and targets as files: what they would change, and making them count.")
final class Policy {
    private final Launcher launcher;

    private Policy(Launcher launcher) {
        this.launcher = launcher;
    }

    static CommandLine line(Launcher launcher) {
        return new CommandLine(new Policy(launcher));
    }

    @Command(
            name = "validate",
            mixinStandardHelpOptions = true,
            description = "Says whether all documents are valid; exit code 1 and file, line, field if not.")
    int validate(@Parameters(paramLabel = "DIR") Path directory) throws IOException {
        planned(directory, true);
        launcher.err().println("Valid.");
        return 0;
    }

    @Command(
            name = "plan",
            mixinStandardHelpOptions = true,
            description = "Shows who would gain and who would lose what, and why. Changes nothing.")
    int plan(
            @Parameters(paramLabel = "DIR") Path directory,
            @Option(names = "--json", description = "The plan as JSON.") boolean json)
            throws IOException {
        var plan = planned(directory, true);
        if (json) {
            launcher.print(plan);
            return 0;
        }
        print("gains", plan.path("gains"));
        print("loses", plan.path("losses"));
        plan.path("totals")
                .properties()
                .forEach(total -> launcher.out()
                        .printf(
                                "%-24s +%d -%d%n",
                                total.getKey(),
                                total.getValue().path("gains").asInt(),
                                total.getValue().path("losses").asInt()));
        plan.path("limitsTripped").forEach(limit -> launcher.out().println("LIMIT " + limit));
        return 0;
    }

    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = "Makes the directory count, as one version, if all of it is valid.")
    int apply(
            @Parameters(paramLabel = "DIR") Path directory,
            @Option(names = "--allow-removals", description = "Documents that are missing are removed.")
                    boolean removals,
            @Option(names = "--json", description = "What changed, as JSON.") boolean json)
            throws IOException {
        var files = PolicyFiles.read(directory);
        var client = new ServiceClient(launcher);
        if (client.has(Service.LIFECYCLE_WORKFLOWS)) {
            planned(directory, removals); // what is refused there must not have changed the targets already
        }
        var body = files.body(removals);
        var answer = Launcher.JSON.createObjectNode();
        if (client.has(Service.OUTBOUND_DISPATCHER)) {
            answer.set(
                    "targets",
                    accepted(Service.OUTBOUND_DISPATCHER, client.put(Service.OUTBOUND_DISPATCHER, "/targets", body)));
        }
        if (client.has(Service.LIFECYCLE_WORKFLOWS)) {
            answer.set(
                    "policies",
                    accepted(Service.LIFECYCLE_WORKFLOWS, client.put(Service.LIFECYCLE_WORKFLOWS, "/policies", body)));
        }
        var authority = files.authority();
        if (authority.isPresent() && client.has(Service.SCIM_GATEWAY)) {
            accepted(Service.SCIM_GATEWAY, client.put(Service.SCIM_GATEWAY, "/admin/authority", authority.get()));
        }
        if (json) {
            launcher.print(answer);
        } else {
            launcher.err()
                    .println("Applied " + files.contents().size() + " files; policies version "
                            + answer.path("policies").path("version").asText("-") + ".");
        }
        return 0;
    }

    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = "Names the files that differ from what counts now; exit code 1 if there are any.")
    int diff(
            @Parameters(paramLabel = "DIR") Path directory,
            @Option(names = "--json", description = "File to added, changed or removed.") boolean json)
            throws IOException {
        var wanted = PolicyFiles.read(directory).contents();
        var now = new TreeMap<String, String>();
        ServiceClient.good(
                        Service.LIFECYCLE_WORKFLOWS,
                        new ServiceClient(launcher).get(Service.LIFECYCLE_WORKFLOWS, "/policies"))
                .path("files")
                .forEach(file ->
                        now.put(file.path("name").asText(), file.path("content").asText()));
        var differences = differences(now, wanted);
        if (json) {
            launcher.print(Launcher.JSON.valueToTree(differences));
        } else {
            differences.forEach((name, how) -> launcher.out().printf("%-8s %s%n", how, name));
        }
        return differences.isEmpty() ? 0 : 1;
    }

    static Map<String, String> differences(Map<String, String> now, Map<String, String> wanted) {
        var names = new TreeSet<>(now.keySet());
        names.addAll(wanted.keySet());
        var differences = new TreeMap<String, String>();
        for (var name : names) {
            if (!wanted.containsKey(name)) {
                differences.put(name, "removed");
            } else if (!now.containsKey(name)) {
                differences.put(name, "added");
            } else if (!wanted.getOrDefault(name, "").equals(now.get(name))) {
                differences.put(name, "changed");
            }
        }
        return differences;
    }

    private JsonNode planned(Path directory, boolean removals) throws IOException {
        var answer = new ServiceClient(launcher)
                .post(
                        Service.LIFECYCLE_WORKFLOWS,
                        "/policies/plan",
                        PolicyFiles.read(directory).body(removals));
        return accepted(Service.LIFECYCLE_WORKFLOWS, answer);
    }

    /** Prints each mistake as {@code file:line: field: message}, so that an editor jumps there. */
    private JsonNode accepted(Service service, ServiceClient.Answer answer) {
        var errors = answer.body().path("errors");
        if (answer.isGood() || errors.isEmpty()) {
            return ServiceClient.good(service, answer);
        }
        errors.forEach(error -> launcher.err()
                .printf(
                        "%s:%s: %s: %s%n",
                        error.path("file").asText(),
                        error.path("line").asText("1"),
                        error.path("field").asText(),
                        error.path("message").asText()));
        throw new CommandFailed(errors.size() + " mistakes; nothing was changed.");
    }

    private void print(String verb, JsonNode changes) {
        changes.forEach(change -> launcher.out()
                .printf(
                        "%s %s %s %s  (%s)%n",
                        change.path("identity").asText(),
                        verb,
                        change.path("application").asText(),
                        change.path("entitlements"),
                        change.path("because").asText()));
    }
}
