package io.muster.runtime.pg.due;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** What a loop tells Prometheus. */
final class LoopMetrics {
    private final MeterRegistry registry;
    private final String kind;
    private final Timer work;
    private volatile DueStore.Waiting waiting = new DueStore.Waiting(0, 0);

    LoopMetrics(MeterRegistry registry, String kind, AtomicInteger inFlight) {
        this.registry = registry;
        this.kind = kind;
        work = Timer.builder("muster.due.work")
                .description("From the claim to its end")
                .tag("kind", kind)
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        Gauge.builder("muster.due.working", inFlight, AtomicInteger::get)
                .description("Claims of this process")
                .tag("kind", kind)
                .register(registry);
        Gauge.builder("muster.due.waiting", this, metrics -> metrics.waiting.due())
                .description("Rows that are due, counted up to 100000")
                .tag("kind", kind)
                .register(registry);
        Gauge.builder("muster.due.failed", this, metrics -> metrics.waiting.failed())
                .description("Rows that were given up and wait for a person or a new mark")
                .tag("kind", kind)
                .register(registry);
    }

    void waiting(DueStore.Waiting now) {
        waiting = now;
    }

    void ended(String outcome, long nanos) {
        work.record(Duration.ofNanos(nanos));
        Counter.builder("muster.due.ended")
                .description("Ends of claims by outcome")
                .tag("kind", kind)
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }
}
