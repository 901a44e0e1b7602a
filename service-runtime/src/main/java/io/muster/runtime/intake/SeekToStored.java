package io.muster.runtime.intake;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** On assignment the consumer goes to the positions that the store has. Waits for the store as long as it takes. */
@ApplicationScoped
@Identifier("intake") public class SeekToStored implements KafkaConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(SeekToStored.class);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);
    private static final long LONGEST_WAIT_MILLIS = 5_000;

    private final IntakeParts parts;

    @Inject
    SeekToStored(IntakeParts parts) {
        this.parts = parts;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        long wait = 100;
        while (!partitions.isEmpty() && !Thread.currentThread().isInterrupted()) {
            try {
                seek(consumer, partitions);
                return;
            } catch (
                    RuntimeException
                            e) { // store or broker away, or a topic not made yet: this thread has no other work
                LOG.warnf("stored positions cannot be read, trying again: %s", e);
                wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
                pause(wait);
            }
        }
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        parts.assignment().revoked(partitions);
        PolledOffsets.forget(partitions);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        onPartitionsRevoked(consumer, partitions);
    }

    /** The seam for whoever drives a consumer by hand. */
    void seek(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        var all = allPartitions(consumer, parts.topics());
        var begins = consumer.beginningOffsets(all);
        var ends = consumer.endOffsets(all);
        var bounds = new HashMap<TopicPartition, Sink.Bounds>();
        all.forEach(partition -> bounds.put(partition, bounds(partition, begins, ends)));
        var stored = parts.sink().open(bounds).await().atMost(LONGEST_LOOK);
        parts.assignment().known(all);
        PolledOffsets.forget(partitions);
        for (TopicPartition partition : partitions) {
            var found = stored.get(partition);
            if (found == null) {
                throw new IllegalStateException("the store has no position of " + partition);
            }
            parts.assignment().assigned(partition, found);
            consumer.seek(partition, found.next());
        }
        LOG.infof("reading %d partitions of %s from the stored positions", partitions.size(), parts.topics());
    }

    private static List<TopicPartition> allPartitions(Consumer<?, ?> consumer, Set<String> topics) {
        return topics.stream()
                .flatMap(topic -> {
                    var partitions = consumer.partitionsFor(topic);
                    if (partitions.isEmpty()) {
                        throw new IllegalStateException("topic " + topic + " does not exist yet");
                    }
                    return partitions.stream();
                })
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private static Sink.Bounds bounds(
            TopicPartition partition, Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        return new Sink.Bounds(begins.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L));
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
