package io.muster.workflows.identity;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;

/** Notes what made identities due, so that the events of the decision name their cause. The newest occasion counts. */
@ApplicationScoped
public class OccasionStore {
    private static final String NOTE = """
            insert into identity_occasion (identity, event_id, correlation_id, traceparent, lane)
            %s
            on conflict (identity) do update set event_id = excluded.event_id, correlation_id = excluded.correlation_id,
              traceparent = excluded.traceparent, lane = excluded.lane, noted_at = now()""";

    /** Notes the occasions, in the order of their keys so that two batches never wait for each other in a circle. */
    public Uni<Void> note(SqlConnection tx, Map<String, Occasion> occasions) {
        if (occasions.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var rows = occasions.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> tuple(e.getKey(), e.getValue()))
                .toList();
        return tx.preparedQuery(NOTE.formatted("values ($1, $2, $3, $4, $5)"))
                .executeBatch(rows)
                .replaceWithVoid();
    }

    /** Notes one occasion for everybody who is known. */
    Uni<Void> noteForAll(SqlConnection tx, Occasion occasion) {
        return tx.preparedQuery(NOTE.formatted("select key, $1, $2, $3, $4 from identity order by key"))
                .execute(Tuple.of(occasion.eventId(), occasion.correlationId(), occasion.traceparent(), lane(occasion)))
                .replaceWithVoid();
    }

    Uni<Void> forget(SqlConnection tx, String identity) {
        return tx.preparedQuery("delete from identity_occasion where identity = $1")
                .execute(Tuple.of(identity))
                .replaceWithVoid();
    }

    private static Tuple tuple(String identity, Occasion occasion) {
        return Tuple.of(identity, occasion.eventId(), occasion.correlationId(), occasion.traceparent(), lane(occasion));
    }

    private static String lane(Occasion occasion) {
        return occasion.lane().name().toLowerCase(Locale.ROOT);
    }
}
