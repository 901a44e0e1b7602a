package io.muster.stack.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.muster.events.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "events", mixinStandardHelpOptions = true, description = "What is published on Kafka.")
final class Events {
    private final Launcher launcher;

    private Events(Launcher launcher) {
        this.launcher = launcher;
    }

    static CommandLine line(Launcher launcher) {
        return new CommandLine(new Events(launcher));
    }

    @Command(
            name = "tail",
            mixinStandardHelpOptions = true,
            description = "Shows events as they are published, until Ctrl-C or --count.")
    int tail(
            @Option(names = "--topic", description = "Repeatable; default: all of Muster's.") List<String> only,
            @Option(names = "--from-start", description = "Begins with the first record there is.") boolean fromStart,
            @Option(names = "--count", defaultValue = "0", description = "Ends after so many records.") long count,
            @Option(names = "--json", description = "One JSON object a line, with the whole event.") boolean json) {
        var bootstrapServers =
                launcher.running().json().path("kafka").path("bootstrapServers").asText();
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            var topics = only == null || only.isEmpty()
                    ? Topics.all().stream().map(topic -> topic.name()).toList()
                    : only;
            var partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            if (fromStart) {
                consumer.seekToBeginning(partitions);
            } else {
                consumer.seekToEnd(partitions);
            }
            for (long shown = 0; count == 0 || shown < count; ) {
                for (var each : consumer.poll(Duration.ofMillis(500))) {
                    print(each, json);
                    shown++;
                }
            }
        }
        return 0;
    }

    private void print(ConsumerRecord<String, byte[]> polled, boolean json) {
        if (!json) {
            launcher.out()
                    .printf(
                            "%s %-28s %-44s %s%n",
                            header(polled, "ce_time"), polled.topic(), header(polled, "ce_type"), polled.key());
            return;
        }
        var line = Launcher.JSON
                .createObjectNode()
                .put("topic", polled.topic())
                .put("partition", polled.partition())
                .put("offset", polled.offset())
                .put("key", polled.key());
        var headers = line.putObject("headers");
        polled.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        line.set("value", value(polled));
        launcher.out().println(line);
    }

    private static com.fasterxml.jackson.databind.JsonNode value(ConsumerRecord<String, byte[]> polled) {
        if (polled.serializedValueSize() < 0) {
            return Launcher.JSON.nullNode(); // a tombstone
        }
        var text = new String(polled.value(), StandardCharsets.UTF_8);
        try {
            return Launcher.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return Launcher.JSON.getNodeFactory().textNode(text); // not ours, or broken: shown as it is
        }
    }

    private static String header(ConsumerRecord<String, byte[]> polled, String name) {
        return StreamSupport.stream(polled.headers().headers(name).spliterator(), false)
                .findFirst()
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .orElse("-");
    }
}
