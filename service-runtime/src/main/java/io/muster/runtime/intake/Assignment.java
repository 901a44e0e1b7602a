package io.muster.runtime.intake;

import io.muster.events.TopicDefinition;
import io.muster.events.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The partitions that this process reads, and how far the store is with each. Safe for use by several threads. */
final class Assignment {
    private static final Set<String> STATE_TOPICS = stateTopics();

    private final Map<TopicPartition, Line> lines = new ConcurrentHashMap<>();
    private volatile Set<TopicPartition> stateTopicPartitions = Set.of();

    /**
     * One partition.
     *
     * @param next what the store has, as far as this process knows
     * @param lastWritten when the newest written record was sent, epoch milliseconds; 0 before the first
     */
    record Line(long next, long bootstrapEnd, boolean reached, long lastWritten) {}

    static boolean holdsState(String topic) {
        return STATE_TOPICS.contains(topic);
    }

    /** All partitions of all topics that the service reads, also those that others have. */
    void known(Collection<TopicPartition> all) {
        var state = new HashSet<TopicPartition>();
        all.stream().filter(partition -> holdsState(partition.topic())).forEach(state::add);
        stateTopicPartitions = Set.copyOf(state);
    }

    Set<TopicPartition> stateTopicPartitions() {
        return stateTopicPartitions;
    }

    void assigned(TopicPartition partition, Sink.Stored stored) {
        lines.put(partition, new Line(stored.next(), stored.bootstrapEnd(), stored.reached(), 0));
    }

    void revoked(Collection<TopicPartition> partitions) {
        partitions.forEach(lines::remove);
    }

    Optional<Line> line(TopicPartition partition) {
        return Optional.ofNullable(lines.get(partition));
    }

    Map<TopicPartition, Line> lines() {
        return Map.copyOf(lines);
    }

    /**
     * The records of a poll that are still ours to write. Those of a partition that went to another member meanwhile are
     * his; those below the stored position were polled before a seek and are written already.
     */
    List<ConsumerRecord<String, byte @Nullable []>> ours(ConsumerRecords<String, byte[]> polled) {
        var ours = new ArrayList<ConsumerRecord<String, byte @Nullable []>>();
        for (TopicPartition partition : polled.partitions()) {
            var line = lines.get(partition);
            if (line != null) {
                polled.records(partition).stream()
                        .filter(record -> record.offset() >= line.next())
                        .forEach(ours::add);
            }
        }
        return ours;
    }

    boolean replayed(ConsumerRecord<?, ?> record) {
        var line = lines.get(new TopicPartition(record.topic(), record.partition()));
        return line != null && record.offset() < line.bootstrapEnd();
    }

    /** The batch of these arrivals, with the steps from where the store is. */
    Batch batch(List<Arrival> arrivals) {
        var last = new HashMap<TopicPartition, Long>();
        arrivals.forEach(arrival ->
                last.merge(arrival.at().topicPartition(), arrival.at().offset(), Math::max));
        var steps = new HashMap<TopicPartition, Batch.Step>();
        last.forEach((partition, offset) -> {
            var line = lines.get(partition);
            // A partition that was taken away this very moment: the store knows, and its position is not lower than 0.
            steps.put(partition, new Batch.Step(line == null ? 0 : Math.min(line.next(), offset), offset + 1));
        });
        return new Batch(arrivals, steps);
    }

    void written(Batch batch) {
        var sent = new HashMap<TopicPartition, Long>();
        batch.arrivals()
                .forEach(arrival -> sent.merge(
                        arrival.at().topicPartition(), arrival.at().timestamp().toEpochMilli(), Math::max));
        batch.steps()
                .forEach((partition, step) -> lines.computeIfPresent(
                        partition,
                        (key, line) -> new Line(
                                Math.max(line.next(), step.next()),
                                line.bootstrapEnd(),
                                line.reached(),
                                sent.getOrDefault(key, line.lastWritten()))));
    }

    void reached(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> lines.computeIfPresent(
                partition, (key, line) -> new Line(line.next(), line.bootstrapEnd(), true, line.lastWritten())));
    }

    private static Set<String> stateTopics() {
        var state = new HashSet<String>();
        for (TopicDefinition topic : Topics.all()) {
            switch (topic.kind()) {
                case STATE -> state.add(topic.name());
                case HISTORY -> {}
            }
        }
        return Set.copyOf(state);
    }
}
