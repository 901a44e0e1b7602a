package io.muster.runtime.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.runtime.fault.FaultPoints;
import io.muster.runtime.health.ProcessExit;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the intake together, for a service that has a {@link Sink} and names topics. */
@Singleton
class IntakeParts {
    private final Instance<Sink> sink;
    private final Set<String> topics;
    private final Assignment assignment = new Assignment();
    private final IntakeMetrics metrics;

    @Inject
    IntakeParts(
            Instance<Sink> sink,
            MeterRegistry registry,
            @ConfigProperty(name = "mp.messaging.incoming.events.topics", defaultValue = "none") String topics) {
        this.sink = sink;
        this.metrics = new IntakeMetrics(registry);
        this.topics = topics.equals("none")
                ? Set.of()
                : Arrays.stream(topics.split(",", -1)).map(String::strip).collect(Collectors.toUnmodifiableSet());
    }

    @Produces
    @Singleton
    Intake intake(FaultPoints faults, ProcessExit exit) {
        return new Intake(sink(), assignment, metrics, faults, exit);
    }

    /** Whether this service consumes at all. */
    boolean consumes() {
        return !topics.isEmpty() && sink.isResolvable();
    }

    Sink sink() {
        return sink.get();
    }

    Set<String> topics() {
        return topics;
    }

    Assignment assignment() {
        return assignment;
    }

    IntakeMetrics metrics() {
        return metrics;
    }
}
