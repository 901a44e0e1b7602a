package io.muster.runtime.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the intake tells Prometheus. */
final class IntakeMetrics {
    private final MeterRegistry registry;
    private final Counter parked;
    private final AtomicLong waiting;
    private final Map<String, TopicMeters> topics = new ConcurrentHashMap<>();

    IntakeMetrics(MeterRegistry registry) {
        this.registry = registry;
        parked = Counter.builder("muster.intake.parked")
                .description("Records that could not be read or taken and wait for a person")
                .register(registry);
        waiting =
                gauge(new AtomicLong(), "muster.intake.parked.waiting", "Parked records that are not driven again yet");
    }

    void written(Batch batch) {
        for (Arrival arrival : batch.arrivals()) {
            meters(arrival.at().topic()).records.increment();
            if (arrival instanceof Arrival.Parked) {
                parked.increment();
            }
        }
    }

    /** How far a topic's partitions of this process are behind: records, and milliseconds since the last one written. */
    void lag(String topic, long records, long millis) {
        meters(topic).lag.set(records);
        meters(topic).lagMillis.set(millis);
    }

    void parkedWaiting(long records) {
        waiting.set(records);
    }

    private TopicMeters meters(String topic) {
        return topics.computeIfAbsent(topic, this::register);
    }

    private TopicMeters register(String topic) {
        var lag = new AtomicLong();
        var lagMillis = new AtomicLong();
        Gauge.builder("muster.intake.lag.records", lag, AtomicLong::get)
                .description("Records of the topic that are not written yet")
                .tag("topic", topic)
                .register(registry);
        Gauge.builder("muster.intake.lag", lagMillis, millis -> millis.get() / 1000.0)
                .description("Age of what is written, zero when there is nothing else")
                .baseUnit("seconds")
                .tag("topic", topic)
                .register(registry);
        return new TopicMeters(
                Counter.builder("muster.intake.records")
                        .description("Records written")
                        .tag("topic", topic)
                        .register(registry),
                lag,
                lagMillis);
    }

    private AtomicLong gauge(AtomicLong value, String name, String description) {
        Gauge.builder(name, value, AtomicLong::get).description(description).register(registry);
        return value;
    }

    private record TopicMeters(Counter records, AtomicLong lag, AtomicLong lagMillis) {}
}
