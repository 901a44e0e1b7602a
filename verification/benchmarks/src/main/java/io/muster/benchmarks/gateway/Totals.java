package io.muster.benchmarks.gateway;

import io.muster.benchmarks.Times;
import io.muster.stack.demo.StepFailed;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What {@code totalResults} costs where all people are counted: the answer without a page beside the count itself. Pages by cursor
 * have no total, and a count that takes longer than the gateway's limit of two seconds is refused.
 */
final class Totals {
    private static final int SAMPLES = 20;

    private final Gateway gateway;
    private final Store store;
    private final Consumer<String> progress;

    Totals(Gateway gateway, Store store, Consumer<String> progress) {
        this.gateway = gateway;
        this.store = store;
        this.progress = progress;
    }

    Figure measure() throws IOException, SQLException {
        progress.accept("totalResults of %,d people, %d times".formatted(store.filled(), SAMPLES));
        long total = gateway.ask(gateway.total()).path("totalResults").asLong();
        if (total != count()) {
            throw new StepFailed("totalResults is %,d of %,d people".formatted(total, count()));
        }
        var answers = new Times();
        var counts = new Times();
        try (var connection = Connection.to(gateway.origin())) {
            for (int i = 0; i < SAMPLES; i++) {
                answers.add(connection.timed(gateway.total()));
                long begun = System.nanoTime();
                count();
                counts.add(Duration.ofNanos(System.nanoTime() - begun));
            }
        }
        return GatewayRun.compared(
                "total-results",
                "`totalResults` of %,d people, p50".formatted(store.filled()),
                "the gateway",
                answers.percentile(50),
                "the count in SQL",
                counts.percentile(50),
                Optional.empty());
    }

    private long count() throws SQLException {
        return store.number("select count(*) from resource where type = 'User'");
    }
}
