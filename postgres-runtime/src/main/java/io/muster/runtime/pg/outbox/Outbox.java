package io.muster.runtime.pg.outbox;

import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.runtime.pg.database.SessionConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Appends events to the transaction of the change that they tell of. The caller holds the lock on the changed row (or on
 * what stands for the key), so that the sequence number taken here is the order of the key.
 */
@Singleton
public class Outbox {
    /** Largest value of a record. */
    public static final int MAX_EVENT_BYTES = 256 * 1024;

    // The same statement in a session, on a connection and as part of another one.
    private static final String APPEND = appendSql(1, "true");

    private final EventCodec codec = new EventCodec();
    private final RelaySignal signal;

    @Inject
    public Outbox(RelaySignal signal) {
        this.signal = signal;
    }

    /**
     * Appends in the session's transaction. Flushes first: what is persisted must be locked before the sequence is taken.
     *
     * @throws EventTooLarge as failure of the Uni
     */
    public Uni<Void> append(Mutiny.Session session, List<OutboxRecord> records) {
        return records.isEmpty()
                ? Uni.createFrom().voidItem()
                : session.flush()
                        .map(flushed -> encoded(records))
                        .chain(columns -> Uni.createFrom()
                                .completionStage(
                                        () -> SessionConnection.of(session).update(APPEND, columns.toArray())))
                        .replaceWithVoid();
    }

    /**
     * The same in a transaction by hand.
     *
     * @throws EventTooLarge as failure of the Uni
     */
    public Uni<Void> append(SqlConnection transaction, List<OutboxRecord> records) {
        return records.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.createFrom()
                        .item(() -> Tuple.from(encoded(records)))
                        .chain(columns -> transaction.preparedQuery(APPEND).execute(columns))
                        .replaceWithVoid();
    }

    /** Wakes the relay of this process; call it after the commit. Without it the relay looks by itself soon. */
    public void wake() {
        signal.wake();
    }

    /**
     * A record as its row holds it.
     *
     * @param headers a JSON object
     * @param value null for a tombstone
     */
    public record Encoded(
            String topic,
            String key,
            String headers,
            @Nullable Buffer value) {
        /** Without personal data: it must not come into a log by chance. */
        @Override
        public String toString() {
            return "Encoded[" + topic + ", " + key + "]";
        }
    }

    /**
     * As it will be stored.
     *
     * @throws EventTooLarge if the event has more than {@link #MAX_EVENT_BYTES}
     */
    public Encoded encode(OutboxRecord record) {
        var event = record.event();
        return new Encoded(
                record.topic(),
                record.key(),
                (event == null ? JsonObject.of() : headers(codec.headers(event))).encode(),
                event == null ? null : Buffer.buffer(value(record, event)));
    }

    /**
     * The insert as part of a statement that makes the change as well; the order of its rows is the order of the sequence.
     *
     * @param first number of the first of its parameters, which are {@link #columns}
     * @param condition which of them are appended: SQL over {@code topic} and {@code key}
     */
    public static String appendSql(int first, String condition) {
        return """
            insert into outbox (topic, key, headers, value)
            select topic, key, cast(headers as jsonb), value
              from unnest(cast($%d as text[]), cast($%d as text[]), cast($%d as text[]), cast($%d as bytea[]))
                   with ordinality as rows (topic, key, headers, value, n)
             where %s
             order by n""".formatted(first, first + 1, first + 2, first + 3, condition);
    }

    /** The parameters of {@link #appendSql}: of each column an array. */
    public static List<Object> columns(List<Encoded> rows) {
        return List.of(
                rows.stream().map(Encoded::topic).toArray(String[]::new),
                rows.stream().map(Encoded::key).toArray(String[]::new),
                rows.stream().map(Encoded::headers).toArray(String[]::new),
                rows.stream().map(Encoded::value).toArray(Buffer[]::new));
    }

    private List<Object> encoded(List<OutboxRecord> records) {
        return columns(records.stream().map(this::encode).toList());
    }

    private byte[] value(OutboxRecord record, Event event) {
        var value = codec.value(event);
        if (value.length > MAX_EVENT_BYTES) {
            throw new EventTooLarge(record, value.length);
        }
        return value;
    }

    private static JsonObject headers(Map<String, String> headers) {
        var json = new JsonObject();
        headers.forEach(json::put);
        return json;
    }
}
