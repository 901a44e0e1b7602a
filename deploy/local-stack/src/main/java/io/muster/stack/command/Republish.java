package io.muster.stack.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.stack.local.Service;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "republish",
        mixinStandardHelpOptions = true,
        description = {
            "Tells the gateway's current state once more on the topics: schemas, people, groups, memberships.",
            "For subscribers that have lost their store, and for topics that were made anew; who has everything sees no change.",
            "",
            "Waits for the end; Ctrl-C leaves it going on. Exit code 1: refused, as one goes on already, or stopped."
        })
final class Republish implements Callable<Integer> {
    private static final Duration EVERY = Duration.ofMillis(300);
    private static final String PATH = "/admin/republications";

    private final Launcher launcher;

    @Option(names = "--stop", paramLabel = "ID", description = "Stops one that goes on; what was told stays told.")
    private @Nullable String stop;

    @Option(names = "--json", description = "How it ended as one JSON object.")
    private boolean json;

    Republish(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() {
        var services = new ServiceClient(launcher);
        if (stop != null) {
            return report(good(services.delete(Service.SCIM_GATEWAY, PATH + "/" + stop)), 0);
        }
        var begun = good(services.post(Service.SCIM_GATEWAY, PATH, Launcher.JSON.createObjectNode()));
        var ended = follow(services, begun);
        return report(ended, ended.path("state").asText().equals("done") ? 0 : 1);
    }

    private JsonNode follow(ServiceClient services, JsonNode begun) {
        var path = PATH + "/" + begun.path("id").asText();
        var now = begun;
        try (var bar = Bar.on(launcher.err(), json)) {
            while (now.path("state").asText().equals("running")) {
                pause();
                now = good(services.get(Service.SCIM_GATEWAY, path));
                bar.now(
                        "Telling",
                        number(now, "/resources/told") + number(now, "/memberships/told"),
                        number(now, "/resources/total") + number(now, "/memberships/total"));
            }
        }
        return now;
    }

    private int report(JsonNode ended, int code) {
        if (json) {
            launcher.print(ended);
        } else {
            var how = ended.path("state").asText().equals("done") ? "Told" : "Stopped; told";
            launcher.err()
                    .printf(
                            "%s %,d resources and %,d memberships.%n",
                            how, number(ended, "/resources/told"), number(ended, "/memberships/told"));
        }
        return code;
    }

    private static JsonNode good(ServiceClient.Answer answer) {
        return ServiceClient.good(Service.SCIM_GATEWAY, answer);
    }

    private static long number(JsonNode json, String pointer) {
        return json.at(pointer).asLong();
    }

    private static void pause() {
        try {
            Thread.sleep(EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("Interrupted; the republication goes on.");
        }
    }
}
