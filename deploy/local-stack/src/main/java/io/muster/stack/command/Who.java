package io.muster.stack.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.stack.local.Service;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "who",
        mixinStandardHelpOptions = true,
        description = {
            "Shows a person in the gateway beside each target, read live; what differs is marked with !=.",
            "Exit code 0: nothing differs; 1: there is no such person; 4: something differs."
        })
final class Who implements Callable<Integer> {
    private static final int DIFFERS = 4;

    private final Launcher launcher;

    @Parameters(paramLabel = "PERSON", description = "A userName or an id.")
    private String person = "";

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    Who(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() {
        var user = find(new ServiceClient(launcher), person)
                .orElseThrow(() -> new CommandFailed("There is no person " + person + "."));
        var id = user.path("id").asText();
        var here = Account.ofScim(user);
        var targets = new Targets(launcher);
        Map<String, Optional<Account>> accounts = new LinkedHashMap<>();
        accounts.put("code-host", targets.codeHost(id));
        accounts.put("directory", targets.directory(id));
        if (json) {
            printJson(id, here, accounts);
        } else {
            print(id, here, accounts);
        }
        var differs = accounts.values().stream()
                .flatMap(Optional::stream)
                .anyMatch(account ->
                        account.attributes().keySet().stream().anyMatch(name -> account.differsIn(name, here)));
        return differs ? DIFFERS : 0;
    }

    /** {@return the person with this id or userName, as the gateway has him} */
    static Optional<JsonNode> find(ServiceClient client, String person) {
        var name = person.replace("\\", "\\\\").replace("\"", "\\\"");
        var filter = (isId(person) ? "id" : "userName") + " eq \"" + name + "\"";
        var path = "/scim/v2/Users?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8);
        var found = ServiceClient.good(Service.SCIM_GATEWAY, client.get(Service.SCIM_GATEWAY, path));
        return Optional.ofNullable(found.path("Resources").get(0));
    }

    private static boolean isId(String person) {
        try {
            return UUID.fromString(person).toString().equalsIgnoreCase(person);
        } catch (IllegalArgumentException e) {
            return false; // so it is a name
        }
    }

    private void print(String id, Account here, Map<String, Optional<Account>> accounts) {
        launcher.out().println(id);
        var header = new StringBuilder(String.format("%-14s %-34s", "", "scim-gateway"));
        accounts.keySet().forEach(target -> header.append(String.format("    %-34s", target)));
        launcher.out().println(header.toString().stripTrailing());
        var names = new LinkedHashSet<>(here.attributes().keySet());
        accounts.values().stream()
                .flatMap(Optional::stream)
                .forEach(account -> names.addAll(account.attributes().keySet()));
        for (var name : names) {
            var line = new StringBuilder(
                    String.format("%-14s %-34s", name, here.attributes().getOrDefault(name, "-")));
            for (var account : accounts.values()) {
                var mark = account.filter(there -> there.differsIn(name, here)).isPresent() ? " != " : "    ";
                var value = account.map(there -> there.attributes().getOrDefault(name, "-"))
                        .orElse("(no account)");
                line.append(mark).append(String.format("%-34s", value));
            }
            launcher.out().println(line.toString().stripTrailing());
        }
    }

    private void printJson(String id, Account here, Map<String, Optional<Account>> accounts) {
        var answer = Launcher.JSON.createObjectNode().put("id", id);
        answer.set("scim-gateway", Launcher.JSON.valueToTree(here.attributes()));
        var targets = answer.putObject("targets");
        var differences = answer.putArray("differences");
        accounts.forEach((target, account) -> {
            if (account.isEmpty()) {
                targets.putNull(target);
                return;
            }
            targets.set(target, Launcher.JSON.valueToTree(account.get().attributes()));
            account.get().attributes().keySet().stream()
                    .filter(name -> account.get().differsIn(name, here))
                    .forEach(name ->
                            differences.addObject().put("target", target).put("attribute", name));
        });
        launcher.print(answer);
    }
}
