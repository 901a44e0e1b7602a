package io.muster.gateway;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.PostgresControl;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.api.SoftAssertions;

/**
 * What each replayed request has to be told of, by its correlation id: one event for a document that differs by it and one for each membership, none
 * for all else. The topics are read once, when all were sent: to wait for the events of each request would cost more than the requests.
 */
final class ReplayedEvents {
    private static final String CORRELATION = "X-Correlation-Id";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> TOPICS =
            List.of(Topics.IDENTITY_USERS, Topics.IDENTITY_GROUPS, Topics.IDENTITY_MEMBERSHIPS);

    private final Map<String, Expected> byCorrelation = new LinkedHashMap<>();

    /** The events of one request, each as topic and key. */
    private record Expected(String request, List<String> events) {}

    /** A request that changes nothing. */
    void none(RecordedRequest request, HttpResponse<?> answer) {
        expect(request, answer, List.of());
    }

    /** A request that made the second of the first, as others see it; an empty object is no resource. */
    void change(RecordedRequest request, HttpResponse<?> answer, JsonNode before, JsonNode after) {
        var id = (after.has("id") ? after : before).path("id").textValue();
        var events = new ArrayList<String>();
        if (!document(before).equals(document(after))) {
            events.add((request.aboutGroups() ? Topics.IDENTITY_GROUPS : Topics.IDENTITY_USERS) + " " + id);
        }
        var either = members(before);
        either.addAll(members(after));
        var both = members(before);
        both.retainAll(members(after));
        either.removeAll(both);
        either.forEach(member -> events.add(Topics.IDENTITY_MEMBERSHIPS + " " + Topics.membershipKey(id, member)));
        expect(request, answer, events);
    }

    private void expect(RecordedRequest request, HttpResponse<?> answer, List<String> events) {
        var correlation = answer.headers().firstValue(CORRELATION).orElseThrow();
        byCorrelation.put(correlation, new Expected(request.toString(), List.copyOf(events)));
    }

    private static ObjectNode document(JsonNode resource) {
        return resource.<ObjectNode>deepCopy().without(List.of("meta", "members", "groups"));
    }

    private static Set<String> members(JsonNode group) {
        var ids = new TreeSet<String>();
        group.path("members").forEach(member -> ids.add(member.path("value").textValue()));
        return ids;
    }

    /** Waits until all is told, and holds it against what was to be told. */
    void assertTold() {
        await().atMost(PATIENCE).until(ReplayedEvents::nothingIsLeftToTell);
        var told = new LinkedHashMap<String, List<String>>();
        for (String topic : TOPICS) {
            try (var probe = KafkaProbe.on(topic)) {
                probe.all().stream()
                        .filter(polled -> polled.value() != null)
                        .forEach(polled -> told.computeIfAbsent(correlation(polled), first -> new ArrayList<>())
                                .add(topic + " " + polled.key()));
            }
        }
        SoftAssertions.assertSoftly(softly -> byCorrelation.forEach(
                (correlation, expected) -> softly.assertThat(told.getOrDefault(correlation, List.of()))
                        .as("events of %s", expected.request)
                        .containsExactlyInAnyOrderElementsOf(expected.events)));
    }

    private static boolean nothingIsLeftToTell() throws SQLException {
        return PostgresControl.postgres()
                .query("select 1 as x from departing_group union all select 1 from outbox")
                .isEmpty();
    }

    private static String correlation(ConsumerRecord<String, byte[]> polled) {
        var header = polled.headers().lastHeader("ce_correlationid");
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
