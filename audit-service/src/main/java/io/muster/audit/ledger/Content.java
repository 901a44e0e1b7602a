package io.muster.audit.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.UnreadableEvent;
import io.muster.runtime.intake.Arrival;
import io.muster.runtime.intake.Bytes;
import io.muster.runtime.intake.Parking;
import io.muster.runtime.intake.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What is sealed beside an entry: the record as it was on the topic.
 *
 * <pre>{"key":"0197…","headers":{"ce_id":"0198…",…},"value":{"actor":…}}</pre>
 *
 * A record that could not be read has {@code "bytes"} (base64) and {@code "cause"} instead of {@code "value"}.
 */
final class Content {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final EventCodec CODEC = new EventCodec();

    private Content() {}

    static byte[] of(@Nullable String key, Event event) {
        var content = start(key, CODEC.headers(event));
        try {
            content.set("value", JSON.readTree(CODEC.value(event)));
        } catch (IOException e) {
            throw new UncheckedIOException("the codec writes JSON", e);
        }
        return bytes(content);
    }

    static byte[] of(Arrival.Parked parked) {
        var content = start(parked.key(), parked.headers());
        var value = parked.value();
        if (value != null) {
            content.put("bytes", value.base64());
        }
        content.put("cause", parked.cause());
        return bytes(content);
    }

    /** The event again, or empty if the record never was one. */
    static Optional<Event> event(byte[] content) {
        try {
            var json = JSON.readTree(content);
            if (!json.has("value")) {
                return Optional.empty();
            }
            var headers = new RecordHeaders();
            json.path("headers")
                    .properties()
                    .forEach(h -> headers.add(h.getKey(), h.getValue().asText().getBytes(StandardCharsets.UTF_8)));
            return Optional.of(CODEC.read(headers, JSON.writeValueAsBytes(json.get("value"))));
        } catch (IOException e) {
            throw new UncheckedIOException("a sealed content is JSON", e);
        } catch (UnreadableEvent e) {
            return Optional.empty();
        }
    }

    /** The record that could not be read, as it came; empty if the entry is of another kind. */
    static Optional<Parking.ParkedRecord> parked(String id, LogEntry entry, byte[] content) {
        try {
            var json = JSON.readTree(content);
            var topic = entry.topic();
            var partition = entry.partition();
            var offset = entry.offset();
            if (!json.has("cause") || topic == null || partition == null || offset == null) {
                return Optional.empty();
            }
            var headers = new LinkedHashMap<String, String>();
            json.path("headers")
                    .properties()
                    .forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
            return Optional.of(new Parking.ParkedRecord(
                    id,
                    new Position(topic, partition, offset, entry.time()),
                    json.path("key").textValue(),
                    json.has("bytes") ? Bytes.of(json.path("bytes").binaryValue()) : null,
                    headers,
                    json.path("cause").asText(),
                    entry.recordedAt()));
        } catch (IOException e) {
            throw new UncheckedIOException("a sealed content is JSON", e);
        }
    }

    private static ObjectNode start(@Nullable String key, Map<String, String> headers) {
        var content = JSON.createObjectNode();
        if (key != null) {
            content.put("key", key);
        }
        JsonNode all = JSON.valueToTree(headers);
        content.set("headers", all);
        return content;
    }

    private static byte[] bytes(ObjectNode content) {
        try {
            return JSON.writeValueAsBytes(content);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree can be written", e);
        }
    }
}
