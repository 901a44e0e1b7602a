package io.muster.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Events to records and back: CloudEvents 1.0, Kafka protocol binding, binary mode. The attributes travel as
 * {@code ce_*} headers, the value is {@link EventData} as JSON. Safe for use by several threads.
 */
public final class EventCodec {
    private static final String CORRELATION = "correlationid";
    private static final String CAUSATION = "causationid";
    private static final String TRACEPARENT = "traceparent";
    private static final String LANE = "lane";

    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    /** The value of the record: the event's data as UTF-8 JSON. */
    public byte[] value(Event event) {
        try {
            return json.writeValueAsBytes(event.data());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("event " + event.id() + " cannot be written as JSON", e);
        }
    }

    /** The record's headers by name, in a stable order: what an outbox stores beside the value. */
    public Map<String, String> headers(Event event) {
        var headers = new LinkedHashMap<String, String>();
        var without = KafkaMessageFactory.createWriter("any")
                .writeBinary(envelope(event).build());
        for (Header header : without.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return headers;
    }

    /** The event as a record for a topic, ready to send. */
    public ProducerRecord<String, byte[]> record(String topic, String key, Event event) {
        var envelope = envelope(event).withData(value(event)).build();
        return KafkaMessageFactory.<String>createWriter(topic, null, null, key).writeBinary(envelope);
    }

    /** All but the data. */
    private static CloudEventBuilder envelope(Event event) {
        var builder = CloudEventBuilder.v1()
                .withId(event.id())
                .withSource(URI.create(event.source()))
                .withType(event.type())
                .withSubject(event.subject())
                .withTime(OffsetDateTime.ofInstant(event.time(), ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withExtension(CORRELATION, event.correlationId())
                .withExtension(LANE, event.lane().name().toLowerCase(Locale.ROOT));
        if (event.causationId() != null) {
            builder.withExtension(CAUSATION, event.causationId());
        }
        if (event.traceparent() != null) {
            builder.withExtension(TRACEPARENT, event.traceparent());
        }
        return builder;
    }

    /**
     * Reads a record.
     *
     * @throws UnreadableEvent if it is no event; a tombstone (a null value) is no event either, look before
     */
    public Event read(ConsumerRecord<String, byte @Nullable []> record) throws UnreadableEvent {
        return read(record.headers(), record.value());
    }

    /** The same for headers and value as they lie in a store. */
    public Event read(Headers headers, byte @Nullable [] value) throws UnreadableEvent {
        if (value == null) {
            throw new UnreadableEvent("a tombstone carries no event");
        }
        CloudEvent envelope;
        try {
            envelope = KafkaMessageFactory.createReader(headers, value).toEvent();
        } catch (CloudEventRWException | IllegalArgumentException e) {
            throw new UnreadableEvent("the headers are no CloudEvent in binary mode: " + e.getMessage(), e);
        }
        EventData data;
        try {
            data = Objects.requireNonNull(json.readValue(value, EventData.class), "the value is JSON null");
        } catch (IOException | NullPointerException e) {
            throw new UnreadableEvent("the value is not an event's data: " + e.getMessage(), e);
        }
        var subject = envelope.getSubject();
        if (subject == null) {
            throw new UnreadableEvent("the header ce_subject is missing");
        }
        var time = envelope.getTime();
        var id = envelope.getId();
        return new Event(
                id,
                envelope.getSource().toString(),
                envelope.getType(),
                subject,
                time == null ? data.recordedAt() : Instant.from(time),
                Objects.requireNonNullElse(extension(envelope, CORRELATION), id),
                extension(envelope, CAUSATION),
                extension(envelope, TRACEPARENT),
                "bulk".equals(extension(envelope, LANE)) ? Lane.BULK : Lane.INTERACTIVE,
                data);
    }

    private static @Nullable String extension(CloudEvent envelope, String name) {
        var value = envelope.getExtension(name);
        return value == null ? null : value.toString();
    }
}
