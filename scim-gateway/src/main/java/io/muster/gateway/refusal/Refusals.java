package io.muster.gateway.refusal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.gateway.GatewayConfig;
import io.muster.gateway.event.EventFactory;
import io.muster.gateway.request.Calls;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Counts refused requests and tells of them, {@code request.refused}, once per client, reason and minute: a client that knocks a
 * thousand times is one event with a count, whichever replica it knocked at. What was counted in the last seconds before a crash is
 * lost; it is no state of ours.
 */
@Singleton
public class Refusals {
    private static final Logger LOG = Logger.getLogger(Refusals.class);
    private static final int MOST_REASONS = 1_000;
    /** How long after its minute a count may still come in from another replica. */
    private static final Duration SLACK = Duration.ofSeconds(15);

    private final Map<Counted, Long> counts = new ConcurrentHashMap<>();
    private final Database database;
    private final Outbox outbox;
    private final EventFactory events;
    private final InstantSource time;
    private final Duration every;
    private @Nullable Cancellable ticking;

    private record Counted(String client, String reason, OffsetDateTime minute) {}

    Refusals(
            Database database, Outbox outbox, EventFactory events, @RealTime InstantSource time, GatewayConfig config) {
        this.database = database;
        this.outbox = outbox;
        this.events = events;
        this.time = time;
        this.every = config.refusalsEvery();
    }

    void start(@Observes StartupEvent started) {
        ticking = Multi.createFrom()
                .ticks()
                .every(every)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> publish().onFailure().recoverWithItem(failure -> {
                    LOG.warnf(failure, "refused requests could not be written; they stay counted");
                    return 0;
                }))
                .subscribe()
                .with(published -> {});
    }

    void stop(@Observes ShutdownEvent stopping) {
        if (ticking != null) {
            ticking.cancel();
        }
    }

    /**
     * Counts one.
     *
     * @param reason a sentence without values of the request
     */
    public void count(String client, String reason) {
        var minute = OffsetDateTime.ofInstant(time.instant(), ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
        var counted = new Counted(client, reason, minute);
        if (counts.size() < MOST_REASONS || counts.containsKey(counted)) {
            counts.merge(counted, 1L, Long::sum);
        }
    }

    /** Adds the counts to the table and makes events of the minutes that are over; how many. */
    Uni<Integer> publish() {
        var taken = new ArrayList<Tuple>();
        counts.keySet().forEach(key -> {
            var count = counts.remove(key);
            if (count != null) {
                taken.add(Tuple.of(key.client, key.reason, key.minute, count));
            }
        });
        return database.transaction(tx -> add(tx, taken).chain(() -> emit(tx)))
                .onFailure()
                .invoke(() -> taken.forEach(this::putBack))
                .invoke(published -> {
                    if (published > 0) {
                        outbox.wake();
                    }
                });
    }

    private void putBack(Tuple count) {
        counts.merge(
                new Counted(count.getString(0), count.getString(1), count.getOffsetDateTime(2)),
                count.getLong(3),
                Long::sum);
    }

    private static Uni<Void> add(SqlConnection tx, List<Tuple> taken) {
        return taken.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery("""
                                insert into refusal (client, reason, minute, count) values ($1, $2, $3, $4)
                                on conflict (minute, client, reason) do update set count = refusal.count + excluded.count
                                """).executeBatch(taken).replaceWithVoid();
    }

    private Uni<Integer> emit(SqlConnection tx) {
        var over = OffsetDateTime.ofInstant(time.instant().minus(SLACK), ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.MINUTES);
        return tx.preparedQuery("delete from refusal where minute < $1 returning client, reason, minute, count")
                .execute(Tuple.of(over))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(this::record)
                        .toList())
                .call(records -> outbox.append(tx, records))
                .map(List::size);
    }

    private OutboxRecord record(Row row) {
        var client = row.getString("client");
        var object = "scim-gateway/" + client;
        var details = JsonNodeFactory.instance.objectNode();
        details.put("client", client)
                .put("reason", row.getString("reason"))
                .put("minute", row.getOffsetDateTime("minute").toInstant().toString())
                .put("count", row.getLong("count"));
        return OutboxRecord.of(
                Topics.ADMIN_EVENTS,
                object,
                events.history(
                        Calls.ofService(Uuid7.next()),
                        EventTypes.REQUEST_REFUSED,
                        object,
                        "Requests of " + client + " were refused: " + row.getString("reason"),
                        List.of(),
                        details));
    }
}
