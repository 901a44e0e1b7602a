package io.muster.runtime.intake;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a record lies.
 *
 * @param timestamp when the producer sent it
 */
public record Position(String topic, int partition, long offset, Instant timestamp) {
    static Position of(ConsumerRecord<?, ?> record) {
        return new Position(
                record.topic(), record.partition(), record.offset(), Instant.ofEpochMilli(record.timestamp()));
    }

    public TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }
}
