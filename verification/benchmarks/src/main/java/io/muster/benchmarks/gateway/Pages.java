package io.muster.benchmarks.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.benchmarks.Times;
import io.muster.benchmarks.gateway.Figure.Goal;
import io.muster.stack.demo.StepFailed;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The first page of all people beside a far one, by turns, after one walk from the one to the other (RFC 9865). */
final class Pages {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOLD_EVERY = 500;
    private static final int LEAST_SAMPLES = 10;

    private final Settings settings;
    private final Gateway gateway;
    private final Consumer<String> progress;

    Pages(Settings settings, Gateway gateway, Consumer<String> progress) {
        this.settings = settings;
        this.gateway = gateway;
        this.progress = progress;
    }

    List<Figure> measure() throws IOException {
        progress.accept("From page 1 to page %,d, %d people each".formatted(settings.page(), settings.pageSize()));
        try (var connection = Connection.to(gateway.origin())) {
            var far = walk(connection);
            int samples = Math.max(LEAST_SAMPLES, settings.samples() / 5);
            progress.accept("Both pages, %,d times".formatted(samples));
            var ofFirst = new Times();
            var ofFar = new Times();
            for (int i = 0; i < samples; i++) {
                ofFirst.add(connection.timed(gateway.page("", settings.pageSize())));
                ofFar.add(connection.timed(gateway.page(far, settings.pageSize())));
            }
            return List.of(
                    compared("page", "Page by cursor, p50", ofFar, ofFirst, 50, Optional.of(Goal.timesAtMost(1.5))),
                    compared("page-p99", "Page by cursor, p99", ofFar, ofFirst, 99, Optional.empty()));
        }
    }

    /** The cursor that leads to the far page. */
    private String walk(Connection connection) throws IOException {
        var cursor = "";
        for (int page = 1; page < settings.page(); page++) {
            var answer = JSON.readTree(connection.send(gateway.page(cursor, settings.pageSize())));
            cursor = answer.path("nextCursor").asText();
            if (cursor.isEmpty()) {
                throw new StepFailed("page %,d has no next one".formatted(page));
            }
            if (page % TOLD_EVERY == 0) {
                progress.accept("  page %,d".formatted(page));
            }
        }
        return cursor;
    }

    private Figure compared(String key, String title, Times far, Times first, int percent, Optional<Goal> goal) {
        return GatewayRun.compared(
                key,
                title,
                "page %,d".formatted(settings.page()),
                far.percentile(percent),
                "page 1",
                first.percentile(percent),
                goal);
    }
}
