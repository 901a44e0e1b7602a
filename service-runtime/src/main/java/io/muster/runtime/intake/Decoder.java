package io.muster.runtime.intake;

import io.muster.events.EventCodec;
import io.muster.events.UnreadableEvent;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Records to arrivals. Whatever is wrong with a record becomes a {@link Arrival.Parked}, never an exception. */
final class Decoder {
    private final EventCodec codec = new EventCodec();

    Arrival decode(ConsumerRecord<String, byte @Nullable []> record, boolean replayed) {
        return decode(
                Position.of(record), record.key(), record.value(), record.headers(), text(record.headers()), replayed);
    }

    /** A parked record once more: a newer release may know how to read it. */
    Arrival decode(Parking.ParkedRecord parked) {
        var headers = new RecordHeaders();
        parked.headers().forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        var value = parked.value();
        return decode(
                parked.at(), parked.key(), value == null ? null : value.toArray(), headers, parked.headers(), false);
    }

    /** An arrival that could be read but that the store can never take, with the bytes that the contract gives it. */
    Arrival.Parked parked(Arrival arrival, String cause) {
        return switch (arrival) {
            case Arrival.Received received ->
                new Arrival.Parked(
                        received.at(),
                        received.key(),
                        Bytes.of(codec.value(received.event())),
                        codec.headers(received.event()),
                        cause);
            case Arrival.Tombstone tombstone ->
                new Arrival.Parked(tombstone.at(), tombstone.key(), null, Map.of(), cause);
            case Arrival.Parked parked -> parked;
        };
    }

    private Arrival decode(
            Position at,
            @Nullable String key,
            byte @Nullable [] value,
            Headers headers,
            Map<String, String> headersAsText,
            boolean replayed) {
        if (key == null) {
            return new Arrival.Parked(at, null, Bytes.of(value), headersAsText, "the record has no key");
        }
        if (value == null) {
            return new Arrival.Tombstone(at, key, replayed);
        }
        try {
            return new Arrival.Received(at, key, codec.read(headers, value), replayed);
        } catch (UnreadableEvent e) {
            return new Arrival.Parked(at, key, Bytes.of(value), headersAsText, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) { // a value that the contract's records refuse, in a way nobody thought of
            return new Arrival.Parked(at, key, Bytes.of(value), headersAsText, e.toString());
        }
    }

    private static Map<String, String> text(Headers headers) {
        var text = new LinkedHashMap<String, String>();
        for (Header header : headers) {
            var value = header.value();
            text.put(header.key(), value == null ? "" : new String(value, StandardCharsets.UTF_8));
        }
        return text;
    }
}
