package io.muster.audit.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.muster.events.Event;
import io.muster.runtime.intake.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;

/**
 * The header of an entry, which is what the tree is built over: ids, type, times, versions and the hashes of what lies beside it.
 * No personal data; people are named by id only.
 *
 * <pre>{"id":"0198…","type":"io.muster.identity.user.created","subject":"0197…","time":"2026-11-24T08:00:00Z",…,"payload":{"sha256":"…","keySha256":"…"}}</pre>
 *
 * @param id of the event; an unreadable record's is {@code topic/partition/offset}
 * @param time business time
 * @param recordedAt real time
 * @param actor kind and id, {@code client/hr}
 * @param payload null for a header without content
 * @param previousCheckpoint in the first entry of a log that follows a closed one
 * @param previousSize entries that were left of that one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LogEntry(
        String id,
        String type,
        String subject,
        String source,
        Instant time,
        Instant recordedAt,
        @Nullable String actor,
        @Nullable String cause,
        @Nullable String application,
        @Nullable String correlationId,
        @Nullable String causationId,
        @Nullable String topic,
        @Nullable Integer partition,
        @Nullable Long offset,
        @Nullable Integer epoch,
        @Nullable Long version,
        @Nullable Seal payload,
        @Nullable String previousCheckpoint,
        @Nullable Long previousSize) {
    /** Most bytes that a header may have. */
    static final int MAX_BYTES = 4096;
    /** Type of an entry for a record that could not be read. */
    public static final String UNREADABLE = "io.muster.audit.record.unreadable";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .findAndAddModules()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Hexadecimal SHA-256 of the ciphertext and of the key that opens it. */
    public record Seal(String sha256, String keySha256) {}

    /** The header of an event; {@code at} is null for what the audit service says itself. */
    static LogEntry of(Event event, @Nullable Position at, @Nullable Seal payload) {
        var data = event.data();
        return new LogEntry(
                event.id(),
                event.type(),
                event.subject(),
                event.source(),
                data.occurredAt(),
                data.recordedAt(),
                data.actor().kind().name().toLowerCase(Locale.ROOT) + "/"
                        + data.actor().id(),
                data.cause().name().toLowerCase(Locale.ROOT),
                application(event),
                event.correlationId(),
                event.causationId(),
                at == null ? null : at.topic(),
                at == null ? null : at.partition(),
                at == null ? null : at.offset(),
                data.epoch(),
                data.version(),
                payload,
                null,
                null);
    }

    /** The header of a record that could not be read. */
    static LogEntry unreadable(Position at, Instant now, @Nullable Seal payload) {
        var id = at.topic() + "/" + at.partition() + "/" + at.offset();
        return new LogEntry(
                id,
                UNREADABLE,
                unreadableSubject(at),
                "audit-service",
                at.timestamp(),
                now,
                null,
                null,
                null,
                null,
                null,
                at.topic(),
                at.partition(),
                at.offset(),
                null,
                null,
                payload,
                null,
                null);
    }

    static String unreadableSubject(Position at) {
        return "audit-service/" + at.topic();
    }

    /** The first entry of a log that follows a closed one. */
    static LogEntry opened(String id, Instant now, String previousCheckpoint, long previousSize) {
        return new LogEntry(
                id,
                "io.muster.audit.log.opened",
                "audit-service/log",
                "audit-service",
                now,
                now,
                "system/audit-service",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                previousCheckpoint,
                previousSize);
    }

    /** RFC 8785 bytes: the leaf of the tree. */
    byte[] leaf() {
        try {
            return new JsonCanonicalizer(JSON.writeValueAsString(this)).getEncodedUTF8();
        } catch (IOException e) {
            throw new UncheckedIOException("a header can be written", e);
        }
    }

    /** Reads a leaf of the log. */
    public static LogEntry parse(byte[] leaf) {
        try {
            return JSON.readValue(leaf, LogEntry.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a leaf of the log is not a header", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same for a leaf that may have been changed in the store: empty if it is not a header any more. */
    public static Optional<LogEntry> tryParse(byte[] leaf) {
        try {
            return Optional.of(parse(leaf));
        } catch (UncheckedIOException e) {
            return Optional.empty(); // whoever verifies the leaf's hash names the entry
        }
    }

    private static @Nullable String application(Event event) {
        JsonNode resource = event.data().resource();
        JsonNode details = event.data().details();
        var node = resource != null && resource.path("application").isTextual() ? resource : details;
        if (node == null) {
            return null;
        }
        var application = node.path("application").isTextual() ? node.path("application") : node.path("target");
        return application.isTextual() ? application.asText() : null;
    }
}
