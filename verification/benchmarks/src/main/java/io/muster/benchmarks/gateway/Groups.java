package io.muster.benchmarks.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.benchmarks.Times;
import io.muster.benchmarks.gateway.Figure.Goal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One more member of a large group beside the first one of an empty group, by turns, each with a person of his own. */
final class Groups {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOLD_EVERY = 500;

    private final Settings settings;
    private final Gateway gateway;
    private final Store store;
    private final Consumer<String> progress;

    Groups(Settings settings, Gateway gateway, Store store, Consumer<String> progress) {
        this.settings = settings;
        this.gateway = gateway;
        this.store = store;
        this.progress = progress;
    }

    List<Figure> measure() throws Exception {
        progress.accept("A group of %,d".formatted(settings.members()));
        int samples = settings.samples();
        var ofLarge = new Times();
        var ofEmpty = new Times();
        try (var connection = Connection.to(gateway.origin())) {
            var large = group(connection, "large");
            store.fillGroup(large, settings.members());
            progress.accept(
                    "One more member, %,d times, beside the first one of as many empty groups".formatted(samples));
            for (int i = 1; i <= samples; i++) {
                var member = store.id(settings.members() + i);
                var empty = group(connection, "empty-" + i);
                ofEmpty.add(connection.timed(gateway.addMember(empty, member)));
                ofLarge.add(connection.timed(gateway.addMember(large, member)));
                if (i % TOLD_EVERY == 0) {
                    progress.accept("  %,d of %,d".formatted(i, samples));
                }
            }
        }
        return List.of(
                compared(
                        "patch-add",
                        "PATCH that adds a member, p50",
                        ofLarge,
                        ofEmpty,
                        50,
                        Optional.of(Goal.timesAtMost(1.5))),
                compared("patch-add-p99", "PATCH that adds a member, p99", ofLarge, ofEmpty, 99, Optional.empty()));
    }

    private String group(Connection connection, String name) throws IOException {
        return JSON.readTree(connection.send(gateway.createGroup(name)))
                .path("id")
                .asText();
    }

    private Figure compared(String key, String title, Times large, Times empty, int percent, Optional<Goal> goal) {
        return GatewayRun.compared(
                key,
                title,
                "a group of %,d".formatted(settings.members()),
                large.percentile(percent),
                "an empty group",
                empty.percentile(percent),
                goal);
    }
}
