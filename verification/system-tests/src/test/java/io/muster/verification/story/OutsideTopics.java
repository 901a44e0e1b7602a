package io.muster.verification.story;

import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.Lane;
import io.muster.stack.demo.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topics, as somebody who may write to them and is none of the services. */
final class OutsideTopics {
    private final String bootstrapServers;
    private final EventCodec codec = new EventCodec();

    OutsideTopics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** What is no event comes to the topic. */
    void slipIn(String topic, String text) throws InterruptedException {
        send(new ProducerRecord<>(topic, "nobody", text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The last record about this person comes to the topic once more. */
    void repeat(String topic, String person) throws InterruptedException {
        var last = last(topic, person);
        send(codec.record(topic, last.key(), last.event()));
    }

    /**
     * The last event about this person happens again, out of nothing that happened before.
     *
     * @return the id of the new event
     */
    String repeatWithoutCause(String topic, String person) throws InterruptedException {
        var last = last(topic, person);
        var event = last.event();
        var id = UUID.randomUUID().toString();
        send(codec.record(
                topic,
                last.key(),
                new Event(
                        id,
                        event.source(),
                        event.type(),
                        person,
                        event.time(),
                        id,
                        null,
                        null,
                        Lane.INTERACTIVE,
                        event.data())));
        return id;
    }

    private TopicReader.Read last(String topic, String person) {
        try (var reader = new TopicReader(bootstrapServers)) {
            reader.readToEnd();
            return reader.events().stream()
                    .filter(read ->
                            read.topic().equals(topic) && read.event().subject().equals(person))
                    .reduce((first, second) -> second)
                    .orElseThrow(() -> new AssertionError(topic + " has nothing about " + person));
        }
    }

    private void send(ProducerRecord<String, byte[]> record) throws InterruptedException {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new AssertionError(record.topic() + " did not take the record", e);
        }
    }
}
