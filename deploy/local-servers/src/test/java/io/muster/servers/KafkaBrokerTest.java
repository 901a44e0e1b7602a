package io.muster.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KafkaBrokerTest {
    @TempDir
    Path directory;

    @Test
    void records_survive_a_stop_a_change_of_ports_and_a_kill() throws Exception {
        try (var broker = KafkaBroker.start(settings())) {
            KafkaBroker.createMissingTopics(broker.bootstrapServers(), List.of(new NewTopic("people", 1, (short) 1)));
            send(broker.bootstrapServers(), "alice", "bob");
        }
        var moved = settings();
        try (var broker = ServerProcess.kafka(moved, directory.resolve("kafka.log"))) {
            assertThat(read(moved.bootstrapServers(), 2)).containsExactly("alice", "bob");
            send(moved.bootstrapServers(), "carol");

            broker.kill();
            assertThat(Ports.isFree(moved.port())).isTrue();
            broker.start();

            assertThat(read(moved.bootstrapServers(), 3)).containsExactly("alice", "bob", "carol");
            KafkaBroker.createMissingTopics(moved.bootstrapServers(), List.of(new NewTopic("people", 4, (short) 1)));
            assertThat(read(moved.bootstrapServers(), 3)).hasSize(3);
        }
    }

    @Test
    void a_taken_port_is_named() throws Exception {
        try (var socket = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() ->
                            KafkaBroker.start(new KafkaBroker.Settings(directory, socket.getLocalPort(), Ports.free())))
                    .isInstanceOf(PortTaken.class)
                    .hasMessageContaining("wanted for Kafka");
        }
    }

    private KafkaBroker.Settings settings() {
        var ports = Ports.free(2);
        return new KafkaBroker.Settings(directory.resolve("kafka"), ports.get(0), ports.get(1));
    }

    private static void send(String bootstrapServers, String... values) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            for (var value : values) {
                producer.send(new ProducerRecord<>("people", value, value)).get();
            }
        }
    }

    private static List<String> read(String bootstrapServers, int expected) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            var partitions = List.of(new TopicPartition("people", 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var values = new ArrayList<String>();
            while (values.size() < expected) { // the test's timeout ends it
                consumer.poll(Duration.ofMillis(100)).forEach(kafkaRecord -> values.add(kafkaRecord.value()));
            }
            return values;
        }
    }
}
