package io.muster.stack.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.muster.stack.local.Service;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "unaccounted",
        mixinStandardHelpOptions = true,
        description = {
            "People and groups that the gateway does not have since its store was restored and that everybody else still knows.",
            "They keep what they have until it is decided: delete ends them everywhere, adopt brings them back.",
            "",
            "Without a subcommand: lists them."
        })
final class Unaccounted implements Callable<Integer> {
    private static final String LIST = "/unaccounted";
    private static final String DECIDE = "/admin/unaccounted/";

    private final Launcher launcher;

    @Option(names = "--json", description = "As a JSON array.")
    private boolean json;

    private Unaccounted(Launcher launcher) {
        this.launcher = launcher;
    }

    static CommandLine line(Launcher launcher) {
        return new CommandLine(new Unaccounted(launcher));
    }

    @Override
    public Integer call() {
        var services = new ServiceClient(launcher);
        warnWhileItTells(services);
        var all = list(services);
        if (json) {
            launcher.print(all);
            return 0;
        }
        all.forEach(one -> launcher.out()
                .printf(
                        "%-6s %s  %-24s last told in epoch %s, taken in %s%n",
                        one.path("type").asText(),
                        one.path("id").asText(),
                        one.path("name").asText(),
                        one.path("epoch").asText(),
                        one.path("since").asText()));
        if (all.isEmpty()) {
            launcher.err().println("Everybody is accounted for.");
        }
        return 0;
    }

    private void warnWhileItTells(ServiceClient services) {
        var newest = ServiceClient.good(
                        Service.SCIM_GATEWAY, services.get(Service.SCIM_GATEWAY, "/admin/republications?limit=1"))
                .at("/items/0");
        if (newest.path("state").asText().equals("running")) {
            launcher.err()
                    .printf(
                            "The gateway is telling its state still (%s of %s): who is listed may only not have had his turn.%n",
                            newest.at("/resources/told").asText(),
                            newest.at("/resources/total").asText());
        }
    }

    private static ArrayNode list(ServiceClient services) {
        var all = Launcher.JSON.createArrayNode();
        var next = "";
        do {
            var page = ServiceClient.good(
                    Service.LIFECYCLE_WORKFLOWS,
                    services.get(Service.LIFECYCLE_WORKFLOWS, LIST + "?limit=1000" + next));
            page.path("items").forEach(all::add);
            next = page.path("next").isTextual()
                    ? "&cursor=" + encoded(page.path("next").asText())
                    : "";
        } while (!next.isEmpty());
        return all;
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = {
                "They are no more: everybody is told, and their accounts go the way of every leaver.",
                "Exit code 1: not all could be decided."
            })
    int delete(
            @Parameters(paramLabel = "ID", arity = "1..*", description = "As the list shows them.") List<String> ids) {
        return decide("delete", "is deleted", ids);
    }

    @Command(
            name = "adopt",
            mixinStandardHelpOptions = true,
            description = {
                "The gateway has them again, under their ids, as it told them last: without a password, a group without its members.",
                "Exit code 1: not all could be decided."
            })
    int adopt(
            @Parameters(paramLabel = "ID", arity = "1..*", description = "As the list shows them.") List<String> ids) {
        return decide("adopt", "is in the gateway again", ids);
    }

    private int decide(String decision, String done, List<String> ids) {
        var services = new ServiceClient(launcher);
        int failed = 0;
        for (var id : ids) {
            var known = services.get(Service.LIFECYCLE_WORKFLOWS, LIST + "/" + encoded(id));
            var answer = known.isGood() ? decide(services, decision, known.body()) : known;
            if (answer.isGood()) {
                launcher.err()
                        .println(id
                                + (answer.body().path("changed").asBoolean() ? " " + done : " was decided so before")
                                + ".");
            } else {
                failed++;
                launcher.err().println(id + ": " + reason(answer.body()));
            }
        }
        return failed == 0 ? 0 : 1;
    }

    private static ServiceClient.Answer decide(ServiceClient services, String decision, JsonNode known) {
        var body = Launcher.JSON
                .createObjectNode()
                .put("decision", decision)
                .put("type", known.path("type").asText());
        body.set("resource", known.path("resource"));
        return services.put(
                Service.SCIM_GATEWAY, DECIDE + encoded(known.path("id").asText()), body);
    }

    /** Of a problem document, or of a SCIM error. */
    private static String reason(JsonNode problem) {
        return problem.path("detail").asText(problem.toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
