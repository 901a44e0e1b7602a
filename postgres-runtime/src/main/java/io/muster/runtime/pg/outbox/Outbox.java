package io.muster.runtime.pg.outbox;

import io.muster.events.EventCodec;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Appends events to the transaction of the change that they tell of. The caller holds the lock on the changed row (or on
 * what stands for the key), so that the sequence number taken here is the order of the key.
 */
@Singleton
public class Outbox {
    /** Largest value of a record. */
    public static final int MAX_EVENT_BYTES = 256 * 1024;

    // One JSON parameter, so that it is the same statement in a session and on a connection; the order of the array is
    // the order of the sequence.
    private static final String APPEND = """
            insert into outbox (topic, key, headers, value)
            select r ->> 'topic', r ->> 'key', r -> 'headers', decode(r ->> 'value', 'base64')
              from jsonb_array_elements(cast(%s as jsonb)) with ordinality as rows (r, n)
             order by n""";

    // Both say that the parameter is text: inferred as jsonb, the client would send the array as one JSON string.
    private static final String APPEND_IN_SESSION = APPEND.formatted("cast(?1 as text)");
    private static final String APPEND_ON_CONNECTION = APPEND.formatted("$1::text");

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
                        .map(flushed -> json(records))
                        .chain(json -> session.createNativeQuery(APPEND_IN_SESSION)
                                .setParameter(1, json)
                                .executeUpdate())
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
                        .item(() -> json(records))
                        .chain(json ->
                                transaction.preparedQuery(APPEND_ON_CONNECTION).execute(Tuple.of(json)))
                        .replaceWithVoid();
    }

    /** Wakes the relay of this process; call it after the commit. Without it the relay looks by itself soon. */
    public void wake() {
        signal.wake();
    }

    private String json(List<OutboxRecord> records) {
        var rows = new JsonArray();
        records.forEach(record -> rows.add(row(record)));
        return rows.encode();
    }

    private JsonObject row(OutboxRecord record) {
        var row = new JsonObject().put("topic", record.topic()).put("key", record.key());
        var event = record.event();
        if (event == null) {
            return row.put("headers", JsonObject.of());
        }
        var value = codec.value(event);
        if (value.length > MAX_EVENT_BYTES) {
            throw new EventTooLarge(record, value.length);
        }
        return row.put("headers", headers(codec.headers(event)))
                .put("value", Base64.getEncoder().encodeToString(value));
    }

    private static JsonObject headers(Map<String, String> headers) {
        var json = new JsonObject();
        headers.forEach(json::put);
        return json;
    }
}
