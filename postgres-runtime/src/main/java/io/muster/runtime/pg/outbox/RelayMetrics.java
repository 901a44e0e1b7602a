package io.muster.runtime.pg.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What the relay tells Prometheus. */
public final class RelayMetrics {
    private final Counter sent;
    private final Counter failures;
    private final Timer batches;

    public RelayMetrics(MeterRegistry registry) {
        sent = Counter.builder("muster.outbox.sent")
                .description("Rows that reached their topic")
                .register(registry);
        failures = Counter.builder("muster.relay.failures")
                .description("Terms of the relay that ended in a failure")
                .register(registry);
        batches = Timer.builder("muster.relay.batch")
                .description("From the first send to the deleted rows")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
    }

    void sent(int rows, long nanos) {
        sent.increment(rows);
        batches.record(Duration.ofNanos(nanos));
    }

    void failed() {
        failures.increment();
    }
}
