package io.muster.stack.demo;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.EventSchemas;
import io.muster.events.Topics;
import io.muster.events.UnreadableEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A subscriber as anyone could write one: reads all of Muster's topics from the start and validates every record against the published JSON Schemas. */
public final class TopicReader implements AutoCloseable {
    /** An event and where it lies. */
    public record Read(String topic, String key, Event event) {}

    private final KafkaConsumer<String, byte[]> consumer;
    private final EventCodec codec = new EventCodec();
    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(id -> id.startsWith(EventSchemas.BASE)
                    ? EventSchemas.text(id.substring(EventSchemas.BASE.length()).replace(".json", ""))
                    : null));
    private final List<Read> events = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private int records;

    /** A reader that stands at the start of every topic. */
    public TopicReader(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        "false"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        var partitions = Topics.all().stream()
                .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads on to where the topics end now. */
    public void readToEnd() {
        var ends = consumer.endOffsets(consumer.assignment());
        while (!reached(ends)) {
            for (var record : consumer.poll(Duration.ofMillis(200))) {
                read(record);
            }
        }
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        records++;
        var value = record.value();
        if (value == null) {
            return; // a tombstone: the key is all there is
        }
        var place = "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
        try {
            var event = codec.read(record.headers(), value);
            var schema = schemas.getSchema(SchemaLocation.of(EventSchemas.idFor(event.type())));
            for (var error : schema.validate(new String(value, StandardCharsets.UTF_8), InputFormat.JSON)) {
                violations.add(place + " " + event.type() + ": " + error.getMessage());
            }
            events.add(new Read(record.topic(), record.key(), event));
        } catch (UnreadableEvent e) {
            violations.add(place + ": " + e.getMessage());
        }
    }

    /** How many records it read, tombstones among them. */
    public int records() {
        return records;
    }

    /** What it read, in order per key. */
    public Collection<Read> events() {
        return List.copyOf(events);
    }

    /** What does not meet the schemas. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
