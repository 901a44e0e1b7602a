package io.muster.stack.command;

import io.muster.stack.local.Service;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "clock",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the business clock of every service, or moves all of them: ./muster clock forward P7D",
            "Forward only: what is due by then happens."
        })
final class Clock implements Callable<Integer> {
    /** Workflows last: what becomes due there must find the others at the same time already. */
    private static final List<Service> ORDER = List.of(
            Service.SCIM_GATEWAY, Service.OUTBOUND_DISPATCHER, Service.AUDIT_SERVICE, Service.LIFECYCLE_WORKFLOWS);

    private final Launcher launcher;

    @Parameters(arity = "0..2", paramLabel = "forward DURATION", description = "ISO 8601, e.g. P7D or PT1H.")
    private List<String> words = List.of();

    @Option(names = "--json", description = "One JSON object, service to clock.")
    private boolean json;

    Clock(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() {
        var client = new ServiceClient(launcher);
        var clocks = Launcher.JSON.createObjectNode();
        for (var service : ORDER) {
            if (!client.has(service)) {
                continue;
            }
            var answer = words.isEmpty()
                    ? client.get(service, "/clock")
                    : client.post(
                            service,
                            "/clock",
                            Launcher.JSON
                                    .createObjectNode()
                                    .put("forward", forward().toString()));
            clocks.set(service.title(), ServiceClient.good(service, answer));
        }
        if (json) {
            launcher.print(clocks);
        } else {
            clocks.properties()
                    .forEach(clock -> launcher.out()
                            .printf(
                                    "%-20s %s%n",
                                    clock.getKey(),
                                    clock.getValue().path("businessNow").asText()));
        }
        return 0;
    }

    private Duration forward() {
        if (words.size() != 2 || !words.getFirst().equals("forward")) {
            throw new CommandFailed("Say: ./muster clock forward P7D");
        }
        try {
            return Duration.parse(words.get(1));
        } catch (DateTimeParseException e) {
            throw new CommandFailed(words.get(1) + " is not a duration such as P7D or PT1H");
        }
    }
}
