package io.muster.testing;

import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.Topics;
import io.muster.events.UnreadableEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one topic from its start as a subscriber would ({@code read_committed}), and remembers all that it read. May also
 * write to it, as an upstream service would.
 */
public final class KafkaProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final EventCodec CODEC = new EventCodec();

    private final String bootstrapServers;
    private final String topic;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();
    /** Opened by the first record that is sent. */
    private @Nullable KafkaProducer<String, byte[]> producer;

    private KafkaProbe(String bootstrapServers, String topic) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "enable.auto.commit", "false"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        // By the contract, not by the broker's metadata: that may not know a topic made a moment ago.
        var partitions = IntStream.range(0, Topics.named(topic).partitions())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** {@return a probe on a topic of this JVM's test broker} */
    public static KafkaProbe on(String topic) {
        return new KafkaProbe(TestServers.chosen().kafka(), topic);
    }

    /**
     * Waits until a record is there.
     *
     * @throws AssertionError after 30 s, with the keys that were there
     */
    public ConsumerRecord<String, byte[]> await(String what, Predicate<ConsumerRecord<String, byte[]>> wanted) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        int looked = 0;
        while (true) {
            for (; looked < seen.size(); looked++) {
                if (wanted.test(seen.get(looked))) {
                    return seen.get(looked);
                }
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(topic + " has no " + what + " after " + PATIENCE + "; its records: "
                        + seen.stream().map(ConsumerRecord::key).toList());
            }
            consumer.poll(Duration.ofMillis(50)).forEach(seen::add);
        }
    }

    /** Waits for an event; records without a value and unreadable ones do not count. */
    public Event awaitEvent(String what, Predicate<Event> wanted) {
        return event(await(what, polled -> polled.value() != null && readable(polled) && wanted.test(event(polled))));
    }

    /** Waits for the event of this type about this subject. */
    public Event awaitEvent(String type, String subject) {
        // The headers say both; to read every event of a topic that many tests have written to takes seconds.
        return event(await(
                type + " of " + subject,
                polled -> hasHeader(polled, "ce_type", type)
                        && hasHeader(polled, "ce_subject", subject)
                        && polled.value() != null
                        && readable(polled)));
    }

    private static boolean hasHeader(ConsumerRecord<String, byte[]> polled, String name, String value) {
        var header = polled.headers().lastHeader(name);
        return header != null && value.equals(new String(header.value(), StandardCharsets.UTF_8));
    }

    /** {@return all records that are on the topic now, from its start, in order per partition} */
    public List<ConsumerRecord<String, byte[]>> all() {
        var ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(50)).forEach(seen::add);
        }
        return List.copyOf(seen);
    }

    /** {@return all records by their key, in order} */
    public Map<String, List<ConsumerRecord<String, byte[]>>> byKey() {
        var records = new LinkedHashMap<String, List<ConsumerRecord<String, byte[]>>>();
        all().forEach(polled ->
                records.computeIfAbsent(polled.key(), key -> new ArrayList<>()).add(polled));
        return records;
    }

    /** {@return all events of a key, in order; tombstones left out} */
    public List<Event> events(String key) {
        return all().stream()
                .filter(polled -> key.equals(polled.key()) && polled.value() != null)
                .map(KafkaProbe::event)
                .toList();
    }

    /** Writes an event to the topic, as the service upstream does; returns when the broker has it. */
    public void send(String key, Event event) {
        send(CODEC.record(topic, key, event));
    }

    /** Writes events of one key in one transaction, so that a service reads them in one batch. */
    public void sendTogether(String key, List<Event> events) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", bootstrapServers, "acks", "all", "transactional.id", "probe-" + UUID.randomUUID());
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (var event : events) {
                // The commit fails where one of them did.
                var unused = producer.send(CODEC.record(topic, key, event));
            }
            producer.commitTransaction();
        }
    }

    /** Writes a null record, which ends a key on a state topic. */
    public void sendTombstone(String key) {
        send(new ProducerRecord<>(topic, key, null));
    }

    /** Writes any record; returns when the broker has it. */
    public void send(ProducerRecord<String, byte[]> sent) {
        try {
            producer().send(sent).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError("The broker did not take a record for " + topic, e);
        }
    }

    private synchronized KafkaProducer<String, byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                    new StringSerializer(),
                    new ByteArraySerializer());
        }
        return producer;
    }

    /** {@return whether the text of a record's value holds this} */
    public static boolean says(ConsumerRecord<String, byte[]> polled, String text) {
        return polled.value() != null && new String(polled.value(), StandardCharsets.UTF_8).contains(text);
    }

    /** {@return the event that a record carries} */
    public static Event event(ConsumerRecord<String, byte[]> polled) {
        try {
            return read(polled);
        } catch (UnreadableEvent e) {
            throw new AssertionError("unreadable record at " + polled.topic() + "/" + polled.offset(), e);
        }
    }

    private static boolean readable(ConsumerRecord<String, byte[]> polled) {
        try {
            read(polled);
            return true;
        } catch (UnreadableEvent e) {
            return false; // a test may have put it there
        }
    }

    @SuppressWarnings("NullAway") // the codec takes records whose value is null as well; these types are invariant
    private static Event read(ConsumerRecord<String, byte[]> polled) throws UnreadableEvent {
        return CODEC.read(polled);
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close();
        }
        consumer.close();
    }
}
