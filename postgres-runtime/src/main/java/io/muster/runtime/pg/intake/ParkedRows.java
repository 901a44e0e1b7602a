package io.muster.runtime.pg.intake;

import io.muster.runtime.id.Uuid7;
import io.muster.runtime.intake.Arrival;
import io.muster.runtime.intake.Bytes;
import io.muster.runtime.intake.Parking.ParkedRecord;
import io.muster.runtime.intake.Position;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The table {@code parked}. */
final class ParkedRows {
    private static final String COLUMNS =
            "id, topic, partition, at_offset, sent_at, key, headers, value, cause, parked_at";
    private static final String INSERT = """
            insert into parked (id, topic, partition, at_offset, sent_at, key, headers, value, cause)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (topic, partition, at_offset) do nothing""";

    private final Pool pool;

    ParkedRows(Pool pool) {
        this.pool = pool;
    }

    Uni<Void> insert(SqlConnection transaction, List<Arrival.Parked> parked) {
        return parked.isEmpty()
                ? Uni.createFrom().voidItem()
                : transaction
                        .preparedQuery(INSERT)
                        .executeBatch(parked.stream().map(ParkedRows::tuple).toList())
                        .replaceWithVoid();
    }

    /** Ids are UUIDv7: their order is that of parking. */
    Uni<Page<ParkedRecord>> list(@Nullable String cursor, int limit) {
        var after = Cursor.decode(cursor, 1);
        return pool.preparedQuery("select " + COLUMNS + " from parked where id > $1 order by id limit $2")
                .execute(Tuple.of(after.isEmpty() ? "" : after.getFirst(), limit + 1))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(ParkedRows::record)
                        .toList())
                .map(records -> Page.of(records, limit, last -> Cursor.encode(last.id())));
    }

    Uni<Optional<ParkedRecord>> find(String id) {
        return pool.preparedQuery("select " + COLUMNS + " from parked where id = $1")
                .execute(Tuple.of(id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(ParkedRows::record)
                        .findFirst());
    }

    /** Whether it was still there. */
    Uni<Boolean> remove(SqlConnection transaction, String id) {
        return transaction
                .preparedQuery("delete from parked where id = $1")
                .execute(Tuple.of(id))
                .map(deleted -> deleted.rowCount() == 1);
    }

    Uni<Long> count() {
        return pool.query("select count(*) from parked")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private static Tuple tuple(Arrival.Parked parked) {
        var headers = new JsonObject();
        parked.headers().forEach((name, value) -> headers.put(storable(name), storable(value)));
        var at = parked.at();
        var key = parked.key();
        var value = parked.value();
        return Tuple.from(new @Nullable Object[] {
            Uuid7.next(),
            at.topic(),
            at.partition(),
            at.offset(),
            at.timestamp().atOffset(ZoneOffset.UTC),
            key == null ? null : storable(key),
            headers,
            value == null ? null : Buffer.buffer(value.toArray()),
            storable(parked.cause())
        });
    }

    /** PostgreSQL's text has no NUL; what cannot be stored must not keep a record from being parked. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    private static ParkedRecord record(Row row) {
        @Nullable Buffer value = row.get(Buffer.class, "value");
        Map<String, String> headers = new HashMap<>();
        row.getJsonObject("headers")
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().toString()));
        return new ParkedRecord(
                row.getString("id"),
                new Position(
                        row.getString("topic"),
                        row.getInteger("partition"),
                        row.getLong("at_offset"),
                        row.getOffsetDateTime("sent_at").toInstant()),
                row.getString("key"),
                Bytes.of(value == null ? null : value.getBytes()),
                headers,
                row.getString("cause"),
                row.getOffsetDateTime("parked_at").toInstant());
    }
}
