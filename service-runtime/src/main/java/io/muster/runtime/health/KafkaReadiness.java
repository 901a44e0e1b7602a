package io.muster.runtime.health;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Ready while a broker answers. Asked every two seconds on a thread of its own: the check itself never waits. */
@Readiness
@Singleton
class KafkaReadiness implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(KafkaReadiness.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final String bootstrapServers;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("kafka-readiness").factory());
    private volatile boolean answers;

    @Inject
    KafkaReadiness(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    void start(@Observes StartupEvent started) {
        var admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis(),
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                1000));
        var asking = thread.scheduleWithFixedDelay(() -> ask(admin), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        LOG.debugf("asking %s every %s: %s", bootstrapServers, EVERY, asking);
        closing = admin;
    }

    private volatile AutoCloseable closing = () -> {};

    void stop(@Observes ShutdownEvent stopped) throws Exception {
        thread.shutdownNow();
        closing.close();
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("kafka").status(answers).build();
    }

    private void ask(Admin admin) {
        try {
            boolean some = !admin.describeCluster()
                    .nodes()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .isEmpty();
            note(some, "no node");
        } catch (ExecutionException | TimeoutException e) {
            note(false, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(boolean now, String why) {
        if (answers && !now) {
            LOG.warnf("Kafka does not answer: %s", why);
        }
        answers = now;
    }
}
