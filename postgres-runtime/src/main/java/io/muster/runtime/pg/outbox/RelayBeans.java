package io.muster.runtime.pg.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.events.Topics;
import io.muster.runtime.fault.FaultPoints;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The relay of this process, from its configuration. */
@Singleton
class RelayBeans {
    private static final Duration POLL = Duration.ofMillis(25);
    private static final int BATCH = 500;

    private final Optional<OutboxRelay> relay;

    @Inject
    RelayBeans(
            Pool pool,
            RelaySignal signal,
            MeterRegistry registry,
            FaultPoints faults,
            @ConfigProperty(name = "quarkus.application.name") String service,
            @ConfigProperty(name = "muster.instance") String instance,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "muster.lease", defaultValue = "PT10S") Duration lease,
            @ConfigProperty(name = "muster.relay.enabled", defaultValue = "true") boolean enabled) {
        var settings = new RelaySettings(
                service,
                instance,
                Map.of("bootstrap.servers", bootstrapServers),
                lease,
                POLL,
                BATCH,
                Topics.ADMIN_EVENTS);
        relay = enabled
                ? Optional.of(new OutboxRelay(pool, settings, signal, new RelayMetrics(registry), faults))
                : Optional.empty();
    }

    void start(@Observes StartupEvent started) {
        relay.ifPresent(OutboxRelay::start);
    }

    void stop(@Observes ShutdownEvent stopped) {
        relay.ifPresent(OutboxRelay::close);
    }
}
