package io.muster.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    private final EventCodec codec = new EventCodec();
    private final Event aliceCreated = Examples.aliceCreated();

    @Test
    void an_event_read_back_is_the_event_that_was_written() throws Exception {
        assertThat(codec.read(asRead(aliceCreated))).isEqualTo(aliceCreated);
    }

    @Test
    void optional_attributes_may_be_absent() throws Exception {
        var bare = new Event(
                "01",
                "scim-gateway",
                EventTypes.USER_DELETED,
                "u1",
                Instant.EPOCH,
                "c1",
                null,
                null,
                Lane.BULK,
                new EventData(
                        Actor.system("scim-gateway"),
                        Cause.PERSON,
                        Reason.of("left"),
                        1,
                        2,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        List.of(new Change("title", null, null)),
                        null,
                        null));
        assertThat(codec.read(asRead(bare))).isEqualTo(bare);
    }

    @Test
    void the_wire_form_is_cloudevents_binary_mode_with_lower_case_words() throws Exception {
        assertThat(codec.headers(aliceCreated))
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_id", aliceCreated.id())
                .containsEntry("ce_type", "io.muster.identity.user.created")
                .containsEntry("ce_subject", aliceCreated.subject())
                .containsEntry("ce_lane", "interactive")
                .containsEntry("ce_correlationid", aliceCreated.correlationId())
                .containsEntry("content-type", "application/json")
                .doesNotContainKey("ce_causationid");
        JsonNode value = new ObjectMapper().readTree(codec.value(aliceCreated));
        assertThat(value.at("/actor/kind").asText()).isEqualTo("client");
        assertThat(value.at("/cause").asText()).isEqualTo("person");
        assertThat(value.at("/occurredAt").asText()).isEqualTo("2026-11-24T08:00:00Z");
        assertThat(value.at("/resource/userName").asText()).isEqualTo("alice");
    }

    @Test
    void the_headers_alone_are_those_of_the_record() {
        var ofRecord = new LinkedHashMap<String, String>();
        codec.record("t", "k", aliceCreated)
                .headers()
                .forEach(header -> ofRecord.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        assertThat(codec.headers(aliceCreated)).containsExactlyEntriesOf(ofRecord);
    }

    @Test
    void fields_of_a_newer_release_are_skipped() throws Exception {
        var value = new ObjectMapper().readTree(codec.value(aliceCreated));
        ((com.fasterxml.jackson.databind.node.ObjectNode) value).put("fromTheFuture", true);
        var headers = codec.record("t", "k", aliceCreated).headers();
        assertThat(codec.read(headers, new ObjectMapper().writeValueAsBytes(value)))
                .isEqualTo(aliceCreated);
    }

    @Test
    void what_is_no_event_is_said_and_never_thrown_as_something_else() {
        var headers = codec.record("t", "k", aliceCreated).headers();
        assertThatThrownBy(() -> codec.read(new RecordHeaders(), bytes("{}"))).isInstanceOf(UnreadableEvent.class);
        assertThatThrownBy(() -> codec.read(headers, bytes("not json"))).isInstanceOf(UnreadableEvent.class);
        assertThatThrownBy(() -> codec.read(headers, bytes("null"))).isInstanceOf(UnreadableEvent.class);
        assertThatThrownBy(() -> codec.read(headers, bytes("[1]"))).isInstanceOf(UnreadableEvent.class);
        assertThatThrownBy(() -> codec.read(headers, bytes("{\"actor\":{\"kind\":\"client\"}}")))
                .isInstanceOf(UnreadableEvent.class);
        assertThatThrownBy(() -> codec.read(headers, null)).isInstanceOf(UnreadableEvent.class);
    }

    @Test
    void a_json_null_in_a_change_is_the_absence_of_a_value() {
        assertThat(new Change("title", JsonNodeFactory.instance.nullNode(), null))
                .isEqualTo(new Change("title", null, null));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private ConsumerRecord<String, byte @Nullable []> asRead(Event event) {
        var sent = codec.record(Topics.IDENTITY_USERS, event.subject(), event);
        return new ConsumerRecord<>(
                sent.topic(),
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty());
    }
}
