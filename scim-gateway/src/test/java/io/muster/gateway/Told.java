package io.muster.gateway;

import io.muster.testing.KafkaProbe;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a topic of state says, in words that a test can compare. */
final class Told {
    static final String TOMBSTONE = "tombstone";

    private Told() {}

    /** All that the topic says now of the keys that begin so: by key, in order, {@code type version} or {@link #TOMBSTONE}. */
    static Map<String, List<String>> of(KafkaProbe probe, String keys) {
        return probe.all().stream()
                .filter(polled -> polled.key().startsWith(keys))
                .collect(Collectors.groupingBy(
                        ConsumerRecord::key, Collectors.mapping(Told::inWords, Collectors.toList())));
    }

    private static String inWords(ConsumerRecord<String, byte[]> polled) {
        if (polled.value() == null) {
            return TOMBSTONE;
        }
        var event = KafkaProbe.event(polled);
        return event.type() + " " + event.data().version();
    }
}
