package io.muster.runtime.pg.outbox;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The table as the relay reads it. */
final class OutboxRows {
    private static final String FIRST = "select seq, topic, key, headers, value from outbox order by seq limit $1";
    private static final String DELETE = "delete from outbox where seq = any($1)";

    private final Pool pool;

    OutboxRows(Pool pool) {
        this.pool = pool;
    }

    /** A row with the record that it becomes. */
    record OutboxRow(long sequence, ProducerRecord<String, byte @Nullable []> record) {}

    /**
     * The first rows by sequence. A lower number may become visible later, by a transaction that took it earlier and
     * commits later: it is of another key, since the key's row was locked, and goes out then.
     */
    Uni<List<OutboxRow>> first(int limit) {
        return pool.preparedQuery(FIRST)
                .execute(Tuple.of(limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(OutboxRows::row)
                        .toList());
    }

    /** Deletes exactly these; those that are gone already are no error. */
    Uni<Integer> delete(Collection<Long> sequences) {
        return pool.preparedQuery(DELETE)
                .execute(Tuple.of(sequences.toArray(Long[]::new)))
                .map(deleted -> deleted.rowCount());
    }

    private static OutboxRow row(Row row) {
        @Nullable Buffer value = row.get(Buffer.class, "value");
        var record = new ProducerRecord<String, byte @Nullable []>(
                row.getString("topic"), row.getString("key"), value == null ? null : value.getBytes());
        row.getJsonObject("headers")
                .forEach(header -> record.headers()
                        .add(header.getKey(), header.getValue().toString().getBytes(StandardCharsets.UTF_8)));
        return new OutboxRow(row.getLong("seq"), record);
    }
}
