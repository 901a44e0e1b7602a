package io.muster.runtime.intake;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Looks twice a second how far the consumer and the store are: ends the bootstrap, then measures the lag. */
@Singleton
class BootstrapWatch implements Bootstrap {
    private static final Logger LOG = Logger.getLogger(BootstrapWatch.class);
    private static final String CHANNEL = "events";
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);

    private final IntakeParts parts;
    private final KafkaClientService clients;
    private final Instance<Parking> parking;
    private final Event<BootstrapCompleted> completedEvent;
    private volatile Sink.Progress progress = new Sink.Progress(0, 0, false);
    private Cancellable looking = () -> {};

    @Inject
    BootstrapWatch(
            IntakeParts parts,
            KafkaClientService clients,
            Instance<Parking> parking,
            Event<BootstrapCompleted> completedEvent) {
        this.parts = parts;
        this.clients = clients;
        this.parking = parking;
        this.completedEvent = completedEvent;
    }

    @Override
    public boolean completed() {
        return !parts.consumes() || progress.completed();
    }

    @Override
    public Sink.Progress progress() {
        return progress;
    }

    void start(@Observes StartupEvent started) {
        if (parts.consumes()) {
            looking = Multi.createFrom()
                    .ticks()
                    .every(EVERY)
                    .onOverflow()
                    .drop()
                    .onItem()
                    .transformToUniAndConcatenate(tick -> look(tick)
                            .ifNoItem()
                            .after(LONGEST_LOOK)
                            .fail()
                            .onFailure()
                            .invoke(e -> LOG.debugf("bootstrap cannot be looked at now: %s", e))
                            .onFailure()
                            .recoverWithNull())
                    .subscribe()
                    .with(looked -> {}, e -> LOG.error("bootstrap is no longer looked at", e));
        }
    }

    void stop(@Observes ShutdownEvent stopped) {
        looking.cancel();
    }

    private Uni<Void> look(long tick) {
        KafkaConsumer<String, byte[]> consumer = clients.getConsumer(CHANNEL);
        if (consumer == null) {
            return Uni.createFrom().voidItem();
        }
        return consumer.runOnPollingThread(this::ends).chain(ends -> {
            measure(ends);
            return progress.completed() ? countParked(tick) : advance(ends);
        });
    }

    /** What the consumer knows of each assigned partition, on its own thread. */
    private Map<TopicPartition, Reading> ends(Consumer<String, byte[]> consumer) {
        var readings = new HashMap<TopicPartition, Reading>();
        for (TopicPartition partition : consumer.assignment()) {
            if (parts.assignment().line(partition).isPresent()) {
                long position = consumer.position(partition);
                readings.put(
                        partition,
                        new Reading(
                                position,
                                position + consumer.currentLag(partition).orElse(0)));
            }
        }
        return readings;
    }

    private Uni<Void> advance(Map<TopicPartition, Reading> readings) {
        var through = new HashSet<TopicPartition>();
        readings.forEach((partition, reading) -> {
            if (Assignment.holdsState(partition.topic()) && isThrough(partition, reading.position())) {
                through.add(partition);
            }
        });
        Set<TopicPartition> required = parts.assignment().stateTopicPartitions();
        return required.isEmpty() && readings.isEmpty()
                ? Uni.createFrom().voidItem() // nothing assigned yet
                : parts.sink()
                        .reached(through, required)
                        .invoke(now -> {
                            parts.assignment().reached(through);
                            take(now);
                        })
                        .replaceWithVoid();
    }

    private boolean isThrough(TopicPartition partition, long position) {
        var line = parts.assignment().line(partition);
        if (line.isEmpty() || line.get().reached() || position < line.get().bootstrapEnd()) {
            return false;
        }
        long end = line.get().bootstrapEnd();
        var polled = PolledOffsets.last(partition);
        // Nothing polled since the assignment and the position at the end: all before was written before.
        return polled.isEmpty() || line.get().next() >= Math.min(polled.getAsLong() + 1, end);
    }

    private void take(Sink.Progress now) {
        boolean first = now.completed() && !progress.completed();
        progress = now;
        if (first) {
            LOG.infof("bootstrap completed: %d partitions of state topics", now.of());
            completedEvent.fireAsync(new BootstrapCompleted()).exceptionally(e -> {
                LOG.error("an observer of the completed bootstrap failed", e);
                return new BootstrapCompleted();
            });
        }
    }

    private void measure(Map<TopicPartition, Reading> readings) {
        var records = new HashMap<String, Long>();
        var millis = new HashMap<String, Long>();
        long now = System.currentTimeMillis();
        readings.forEach((partition, reading) -> parts.assignment()
                .line(partition)
                .ifPresent(line -> {
                    long behind = Math.max(0, reading.end() - line.next());
                    boolean isBehind =
                            behind > 0 && PolledOffsets.last(partition).orElse(-1) >= line.next();
                    long age = isBehind && line.lastWritten() > 0 ? now - line.lastWritten() : 0;
                    records.merge(
                            partition.topic(), isBehind || reading.end() > reading.position() ? behind : 0, Long::sum);
                    millis.merge(partition.topic(), age, Math::max);
                }));
        records.forEach((topic, behind) -> parts.metrics().lag(topic, behind, millis.getOrDefault(topic, 0L)));
    }

    private Uni<Void> countParked(long tick) {
        return tick % 20 != 0 || !parking.isResolvable()
                ? Uni.createFrom().voidItem()
                : parking.get().count().invoke(parts.metrics()::parkedWaiting).replaceWithVoid();
    }

    /**
     * One partition now.
     *
     * @param position of the consumer
     * @param end as the last fetch saw it
     */
    private record Reading(long position, long end) {}
}
