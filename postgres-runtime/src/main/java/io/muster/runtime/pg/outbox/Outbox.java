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

    // The same statement in a session and on a connection; the order of the arrays is the order of the sequence.
    private static final String APPEND = """
            insert into outbox (topic, key, headers, value)
            select topic, key, cast(headers as jsonb), value
              from unnest(cast($1 as text[]), cast($2 as text[]), cast($3 as text[]), cast($4 as bytea[]))
                   with ordinality as rows (topic, key, headers, value, n)
             order by n""";

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
                        .map(flushed -> columns(records))
                        .chain(columns -> Uni.createFrom()
                                .completionStage(
                                        () -> SessionConnection.of(session).update(APPEND, columns)))
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
                        .item(() -> Tuple.from(List.of(columns(records))))
                        .chain(columns -> transaction.preparedQuery(APPEND).execute(columns))
                        .replaceWithVoid();
    }

    /** Wakes the relay of this process; call it after the commit. Without it the relay looks by itself soon. */
    public void wake() {
        signal.wake();
    }

    /** The parameters of {@link #APPEND}: of each column an array. */
    private Object[] columns(List<OutboxRecord> records) {
        int size = records.size();
        var topics = new String[size];
        var keys = new String[size];
        var headers = new String[size];
        var values = new @Nullable Buffer[size];
        for (int i = 0; i < size; i++) {
            var record = records.get(i);
            var event = record.event();
            topics[i] = record.topic();
            keys[i] = record.key();
            headers[i] = (event == null ? JsonObject.of() : headers(codec.headers(event))).encode();
            values[i] = event == null ? null : Buffer.buffer(value(record, event));
        }
        return new Object[] {topics, keys, headers, values};
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
