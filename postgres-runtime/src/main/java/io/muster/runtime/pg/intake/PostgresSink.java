package io.muster.runtime.pg.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.muster.runtime.intake.Arrival;
import io.muster.runtime.intake.Batch;
import io.muster.runtime.intake.Parking;
import io.muster.runtime.intake.Sink;
import io.muster.runtime.paging.Page;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The sink of a service on PostgreSQL: data, marks, parked records and offsets of a batch are one transaction. */
@Singleton
public class PostgresSink implements Sink, Parking {
    private static final String COMPLETED = "select completed_at is not null from intake_state";
    private static final String COMPLETE =
            "update intake_state set completed_at = now() where completed_at is null returning 1";
    /** SQLSTATE classes of data that will be as wrong the next time: cardinality, data, integrity, limits. */
    private static final Set<String> WRONG_DATA = Set.of("21", "22", "23", "54");

    private final Database database;
    private final Instance<Projections> projections;
    private final DueStore due;
    private final Outbox outbox;
    private final ParkedRows parked;

    @Inject
    public PostgresSink(Pool pool, Database database, Instance<Projections> projections, DueStore due, Outbox outbox) {
        this.database = database;
        this.projections = projections;
        this.due = due;
        this.outbox = outbox;
        this.parked = new ParkedRows(pool);
    }

    @Override
    public Uni<Map<TopicPartition, Stored>> open(Map<TopicPartition, Bounds> partitions) {
        return database.transaction(transaction -> StoredOffsets.open(transaction, partitions));
    }

    @Override
    public Uni<Void> write(Batch batch) {
        return database.transaction(transaction -> StoredOffsets.advance(transaction, batch.steps())
                        .chain(() -> project(transaction, batch.arrivals())))
                .onFailure(PostgresSink::isWrongData)
                .transform(e -> new Rejected(String.valueOf(e.getMessage()), e))
                .invoke(this::wake);
    }

    @Override
    public Uni<Progress> reached(Set<TopicPartition> through, Set<TopicPartition> required) {
        return database.transaction(transaction -> StoredOffsets.reached(transaction, through, required)
                        .chain(progress -> complete(transaction, progress)))
                .invoke(this::wake);
    }

    /** A bootstrap that was completed stays so, also when a later release reads one more topic. */
    private Uni<Progress> complete(SqlConnection transaction, Progress progress) {
        if (!progress.completed()) {
            return transaction
                    .query(COMPLETED)
                    .execute()
                    .map(rows -> new Progress(
                            progress.reached(),
                            progress.of(),
                            rows.iterator().next().getBoolean(0)));
        }
        return transaction
                .query(COMPLETE)
                .execute()
                .chain(rows -> rows.rowCount() == 1
                        ? projections.get().bootstrapped(transaction)
                        : Uni.createFrom().voidItem())
                .replaceWith(progress);
    }

    @Override
    public Uni<Page<ParkedRecord>> list(@Nullable String cursor, int limit) {
        return parked.list(cursor, limit);
    }

    @Override
    public Uni<Optional<ParkedRecord>> find(String id) {
        return parked.find(id);
    }

    @Override
    public Uni<Void> driveAgain(String id, Arrival readable) {
        return database.transaction(transaction -> parked.remove(transaction, id)
                        .chain(removed -> removed
                                ? project(transaction, List.of(readable))
                                : Uni.createFrom().voidItem()))
                .onFailure(PostgresSink::isWrongData)
                .transform(e -> new Rejected(String.valueOf(e.getMessage()), e))
                .invoke(this::wake);
    }

    @Override
    public Uni<Long> count() {
        return parked.count();
    }

    private Uni<Void> project(SqlConnection transaction, List<Arrival> arrivals) {
        var unreadable = new ArrayList<Arrival.Parked>();
        var byTopic = new LinkedHashMap<String, List<Arrival>>();
        for (Arrival arrival : arrivals) {
            if (arrival instanceof Arrival.Parked one) {
                unreadable.add(one);
            } else {
                byTopic.computeIfAbsent(arrival.at().topic(), topic -> new ArrayList<>())
                        .add(arrival);
            }
        }
        var written = parked.insert(transaction, unreadable);
        for (var topic : byTopic.entrySet()) {
            written = written.chain(() -> project(transaction, topic.getKey(), topic.getValue()));
        }
        return written;
    }

    private Uni<Void> project(SqlConnection transaction, String topic, List<Arrival> arrivals) {
        return projections
                .get()
                .of(topic)
                .map(projection -> VersionedUpsert.project(transaction, projection, arrivals))
                .orElseThrow(() -> new UnknownTopic(topic));
    }

    private void wake() {
        due.wake();
        outbox.wake();
    }

    private static boolean isWrongData(Throwable e) {
        return e instanceof IllegalArgumentException
                || e instanceof NullPointerException
                || e instanceof ClassCastException
                || e instanceof DateTimeException
                || e instanceof JsonProcessingException
                || Database.sqlState(e)
                        .filter(state -> WRONG_DATA.contains(state.substring(0, 2)))
                        .isPresent();
    }

    /** A topic is read for which there is no projection: a mistake in the service, met at its first record. */
    static final class UnknownTopic extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownTopic(String topic) {
            super("there is no projection of " + topic);
        }
    }
}
