package io.muster.gateway.bulk;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.muster.gateway.GatewayConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * How far the services that take in events are behind: the age of the first record that a service's consumer group has not committed, looked at
 * each second.
 *
 * <p>Offsets would not do: the markers of transactions take offsets too, so that a group which has read everything still stands before the end.
 */
@Singleton
class IntakeLag {
    private static final Logger LOG = Logger.getLogger(IntakeLag.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration READING = Duration.ofMillis(500);

    private final String bootstrapServers;
    private final Map<String, Duration> lags = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("intake-lag").factory());

    @Inject
    IntakeLag(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            GatewayConfig config,
            MeterRegistry registry) {
        this.bootstrapServers = bootstrapServers;
        for (var group : config.bulk().intakes()) {
            lags.put(group, Duration.ZERO);
            TimeGauge.builder("muster.intake.behind", () -> lag(group).toMillis(), TimeUnit.MILLISECONDS)
                    .description("Age of the first record that the service has not taken in")
                    .tag("group", group)
                    .register(registry);
        }
    }

    /** The lag of the service that is furthest behind; while Kafka does not answer, or too slowly, the one that was seen last. */
    Duration longest() {
        return lags.values().stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    private Duration lag(String group) {
        return lags.getOrDefault(group, Duration.ZERO);
    }

    void start(@Observes StartupEvent started) {
        if (!lags.isEmpty()) {
            thread.execute(() -> look(new Looking(bootstrapServers)));
        }
    }

    void stop(@Observes ShutdownEvent stopped) {
        thread.shutdownNow();
    }

    private void look(Looking looking) {
        try {
            for (var group : Set.copyOf(lags.keySet())) {
                lags.put(group, looking.lag(group, lag(group)));
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // Readiness says that Kafka is away. What was behind is not less behind by that.
            LOG.debugf("the lag of the intakes is not known: %s", e);
        } catch (InterruptedException e) {
            looking.close();
            Thread.currentThread().interrupt();
            return;
        }
        if (thread.isShutdown()) {
            looking.close();
        } else {
            var next = thread.schedule(() -> look(looking), EVERY.toMillis(), TimeUnit.MILLISECONDS);
            LOG.tracef("next look: %s", next);
        }
    }

    /** Offsets of a partition from which on nothing can be read, up to where it ended then: markers of transactions. */
    private record Markers(long from, long end) {
        boolean areAllThatIsLeft(long next, long endNow) {
            return from <= next && endNow == end;
        }
    }

    /** The clients, used by one thread. */
    private static final class Looking implements AutoCloseable {
        private final Map<TopicPartition, Markers> markers = new HashMap<>();
        private final Admin admin;
        private final Consumer<byte[], byte[]> consumer;

        Looking(String bootstrapServers) {
            int patience = (int) PATIENCE.toMillis();
            admin = Admin.create(Map.of(
                    "bootstrap.servers",
                    bootstrapServers,
                    "request.timeout.ms",
                    patience,
                    "default.api.timeout.ms",
                    patience));
            consumer = new KafkaConsumer<>(
                    Map.of(
                            "bootstrap.servers",
                            bootstrapServers,
                            "isolation.level",
                            "read_committed",
                            "enable.auto.commit",
                            "false",
                            "auto.offset.reset",
                            "earliest",
                            // One record of each partition is enough; Kafka gives a whole batch at least.
                            "max.partition.fetch.bytes",
                            1,
                            "default.api.timeout.ms",
                            patience),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
        }

        /** The lag of the group now; where Kafka is too slow to tell, at least the one that was seen last. */
        Duration lag(String group, Duration last) throws ExecutionException, InterruptedException, TimeoutException {
            var committed = new HashMap<TopicPartition, Long>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .forEach((partition, offset) -> committed.put(partition, offset.offset()));
            var ends = ends(committed.keySet());
            committed.entrySet().removeIf(next -> {
                long end = ends.getOrDefault(next.getKey(), next.getValue());
                var seen = markers.get(next.getKey());
                return next.getValue() >= end || (seen != null && seen.areAllThatIsLeft(next.getValue(), end));
            });
            return committed.isEmpty() ? Duration.ZERO : ageOfFirst(committed, ends, last);
        }

        private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions)
                throws ExecutionException, InterruptedException, TimeoutException {
            var latest = new HashMap<TopicPartition, OffsetSpec>();
            partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
            var ends = new HashMap<TopicPartition, Long>();
            admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        }

        private Duration ageOfFirst(Map<TopicPartition, Long> from, Map<TopicPartition, Long> ends, Duration last) {
            consumer.assign(from.keySet());
            consumer.resume(from.keySet()); // those of the last look are still paused
            from.forEach(consumer::seek);
            Set<TopicPartition> open = new HashSet<>(from.keySet());
            long now = System.currentTimeMillis();
            long first = now;
            long deadline = System.nanoTime() + READING.toNanos();
            while (!open.isEmpty() && System.nanoTime() < deadline) {
                var records = consumer.poll(Duration.ofMillis(50));
                for (var partition : records.partitions()) {
                    first = Math.min(
                            first, records.records(partition).getFirst().timestamp());
                    done(open, partition);
                }
                for (var partition : Set.copyOf(open)) {
                    long end = ends.getOrDefault(partition, 0L);
                    if (consumer.position(partition) >= end) {
                        done(open, partition);
                        // Otherwise a service that has read everything would be read after each second.
                        markers.put(partition, new Markers(from.getOrDefault(partition, end), end));
                    }
                }
            }
            var age = Duration.ofMillis(now - first);
            return open.isEmpty() || age.compareTo(last) > 0 ? age : last;
        }

        private void done(Collection<TopicPartition> open, TopicPartition partition) {
            open.remove(partition);
            consumer.pause(Set.of(partition));
        }

        @Override
        public void close() {
            consumer.close();
            admin.close(PATIENCE);
        }
    }
}
