package io.muster.runtime.pg.intake;

import io.muster.runtime.intake.Batch;
import io.muster.runtime.intake.Sink;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;

/** The table {@code intake_offset}: how far the intake is, and how far its bootstrap. */
final class StoredOffsets {
    private static final String OPEN = """
            insert into intake_offset (topic, partition, next, bootstrap_end)
            select * from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[]) order by 1, 2
            on conflict (topic, partition) do nothing""";
    private static final String READ = """
            select o.topic, o.partition, o.next, o.bootstrap_end, o.reached from intake_offset o
              join unnest($1::text[], $2::int[]) as p (topic, partition) using (topic, partition)""";
    private static final String ADVANCE = """
            update intake_offset o set next = greatest(o.next, s.next)
              from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[]) as s (topic, partition, expected, next)
             where o.topic = s.topic and o.partition = s.partition and o.next >= s.expected""";
    private static final String REACHED = """
            update intake_offset o set reached = true
              from unnest($1::text[], $2::int[]) as p (topic, partition)
             where o.topic = p.topic and o.partition = p.partition and not o.reached""";

    private StoredOffsets() {}

    static Uni<Map<TopicPartition, Sink.Stored>> open(
            SqlConnection transaction, Map<TopicPartition, Sink.Bounds> bounds) {
        var partitions = List.copyOf(bounds.keySet());
        return transaction
                .preparedQuery(OPEN)
                .execute(Tuple.of(
                        topics(partitions),
                        numbers(partitions),
                        longs(partitions, one -> bounds.getOrDefault(one, NONE).begin()),
                        longs(partitions, one -> bounds.getOrDefault(one, NONE).end())))
                .chain(() -> transaction.preparedQuery(READ).execute(Tuple.of(topics(partitions), numbers(partitions))))
                .map(StoredOffsets::stored);
    }

    private static final Sink.Bounds NONE = new Sink.Bounds(0, 0);

    /** Fails with a hole if a position is missing or lower than this process knows it to be. */
    static Uni<Void> advance(SqlConnection transaction, Map<TopicPartition, Batch.Step> steps) {
        var partitions = List.copyOf(steps.keySet());
        return transaction
                .preparedQuery(ADVANCE)
                .execute(Tuple.of(
                        topics(partitions),
                        numbers(partitions),
                        longs(partitions, one -> step(steps, one).expected()),
                        longs(partitions, one -> step(steps, one).next())))
                .chain(updated -> updated.rowCount() == steps.size()
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom()
                                .failure(new Sink.Hole("of " + steps.size() + " stored positions only "
                                        + updated.rowCount() + " are where this process left them")));
    }

    static Uni<Sink.Progress> reached(
            SqlConnection transaction, Set<TopicPartition> through, Set<TopicPartition> required) {
        return transaction
                .preparedQuery(REACHED)
                .execute(Tuple.of(topics(through), numbers(through)))
                .chain(() -> transaction.preparedQuery(READ).execute(Tuple.of(topics(required), numbers(required))))
                .map(rows -> {
                    long there = stored(rows).values().stream()
                            .filter(Sink.Stored::reached)
                            .count();
                    return new Sink.Progress((int) there, required.size(), there == required.size());
                });
    }

    private static Batch.Step step(Map<TopicPartition, Batch.Step> steps, TopicPartition partition) {
        return steps.getOrDefault(partition, new Batch.Step(0, 1));
    }

    private static Map<TopicPartition, Sink.Stored> stored(RowSet<Row> rows) {
        var stored = new HashMap<TopicPartition, Sink.Stored>();
        for (Row row : rows) {
            stored.put(
                    new TopicPartition(row.getString("topic"), row.getInteger("partition")),
                    new Sink.Stored(row.getLong("next"), row.getLong("bootstrap_end"), row.getBoolean("reached")));
        }
        return stored;
    }

    private static String[] topics(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::topic).toArray(String[]::new);
    }

    private static Integer[] numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).toArray(Integer[]::new);
    }

    private static Long[] longs(List<TopicPartition> partitions, ToLongFunction<TopicPartition> value) {
        return partitions.stream().map(one -> value.applyAsLong(one)).toArray(Long[]::new);
    }
}
