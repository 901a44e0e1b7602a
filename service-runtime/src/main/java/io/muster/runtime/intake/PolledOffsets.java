package io.muster.runtime.intake;

import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Remembers the last offset that a poll gave for each partition. The consumer's own position runs ahead of the work and
 * steps over transaction markers; between the two lies the truth of whether all that was readable has been written.
 * Kafka makes the instance, so what it knows is static; a process has one consuming channel.
 */
public final class PolledOffsets implements ConsumerInterceptor<String, byte[]> {
    private static final Map<TopicPartition, Long> LAST = new ConcurrentHashMap<>();

    /** The last polled offset since the partition was assigned, if anything was polled. */
    static OptionalLong last(TopicPartition partition) {
        var last = LAST.get(partition);
        return last == null ? OptionalLong.empty() : OptionalLong.of(last);
    }

    static void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(LAST::remove);
    }

    @Override
    public ConsumerRecords<String, byte[]> onConsume(ConsumerRecords<String, byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            LAST.put(partition, records.records(partition).getLast().offset());
        }
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // Kafka's committed offsets are for display only.
    }

    @Override
    public void configure(Map<String, ?> configs) {
        // Nothing to configure.
    }

    @Override
    public void close() {
        // Nothing to close.
    }
}
