package io.muster.runtime.pg.intake;

import io.muster.events.Event;
import io.muster.runtime.intake.Arrival;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Arrivals of one topic into its projection. The row is the inbox: what is not newer changes nothing. A null record
 * never removes a row; it only finds out that a delete was compacted away before this service saw it.
 */
final class VersionedUpsert {
    private static final String UPSERT = """
             as p (key, epoch, version, deleted, resource, event_id, correlation_id, traceparent, lane,
                                 occurred_at, at_partition, at_offset)
            select r ->> 'key', cast(r ->> 'epoch' as int), cast(r ->> 'version' as bigint),
                   cast(r ->> 'deleted' as boolean), nullif(r -> 'resource', 'null'), r ->> 'eventId', r ->> 'correlationId',
                   r ->> 'traceparent', r ->> 'lane', cast(r ->> 'occurredAt' as timestamptz),
                   cast(r ->> 'partition' as int), cast(r ->> 'offset' as bigint)
              from jsonb_array_elements(cast($1::text as jsonb)) r
             order by 1
            on conflict (key) do update
               set epoch = excluded.epoch, version = excluded.version, deleted = excluded.deleted,
                   resource = excluded.resource, event_id = excluded.event_id,
                   correlation_id = excluded.correlation_id, traceparent = excluded.traceparent,
                   lane = excluded.lane, occurred_at = excluded.occurred_at, at_partition = excluded.at_partition,
                   at_offset = excluded.at_offset, updated_at = clock_timestamp()
             where (excluded.epoch, excluded.version) > (p.epoch, p.version)
            returning key""";
    private static final String BURY = """
             p set deleted = true, updated_at = clock_timestamp()
              from unnest($1::text[], $2::bigint[]) as t (key, at_offset)
             where p.key = t.key and p.at_offset < t.at_offset and not p.deleted
            returning p.key""";
    private static final String SEE = """
            insert into seen_event (event_id) select unnest($1::text[]) order by 1
            on conflict (event_id) do nothing returning event_id""";

    private VersionedUpsert() {}

    static Uni<Void> project(SqlConnection transaction, Projection projection, List<Arrival> arrivals) {
        var fresh = switch (projection) {
            case Projection.State state -> state(transaction, state.table(), arrivals);
            case Projection.History history -> history(transaction, arrivals);
        };
        return fresh.chain(news ->
                news.isEmpty() ? Uni.createFrom().voidItem() : projection.hook().changed(transaction, news));
    }

    private static Uni<List<Fresh>> state(SqlConnection transaction, String table, List<Arrival> arrivals) {
        var newest = new LinkedHashMap<String, Arrival.Received>();
        var tombstones = new LinkedHashMap<String, Arrival.Tombstone>();
        for (Arrival arrival : arrivals) {
            switch (arrival) {
                case Arrival.Received received ->
                    newest.merge(received.key(), received, (one, other) -> isNewer(other, one) ? other : one);
                case Arrival.Tombstone tombstone -> tombstones.put(tombstone.key(), tombstone);
                case Arrival.Parked parked -> {} // has its own table
            }
        }
        return upsert(transaction, table, newest)
                .chain(fresh -> bury(transaction, table, tombstones).map(buried -> {
                    var all = new ArrayList<>(fresh);
                    all.addAll(buried);
                    return all;
                }));
    }

    private static Uni<List<Fresh>> upsert(
            SqlConnection transaction, String table, Map<String, Arrival.Received> newest) {
        if (newest.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        var rows = new JsonArray();
        newest.values().forEach(received -> rows.add(row(received)));
        return transaction
                .preparedQuery("insert into " + table + UPSERT)
                .execute(Tuple.of(rows.encode()))
                .map(written -> {
                    var keys = firstColumn(written);
                    return newest.values().stream()
                            .filter(received -> keys.contains(received.key()))
                            .map(VersionedUpsert::fresh)
                            .toList();
                });
    }

    private static Uni<List<Fresh>> bury(
            SqlConnection transaction, String table, Map<String, Arrival.Tombstone> tombstones) {
        if (tombstones.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        var keys = tombstones.keySet().toArray(String[]::new);
        var offsets = tombstones.values().stream().map(one -> one.at().offset()).toArray(Long[]::new);
        return transaction
                .preparedQuery("update " + table + BURY)
                .execute(Tuple.of(keys, offsets))
                .map(buried -> {
                    var found = firstColumn(buried);
                    return tombstones.values().stream()
                            .filter(one -> found.contains(one.key()))
                            .map(one -> new Fresh(one.key(), null, true, one.replayed()))
                            .toList();
                });
    }

    private static Uni<List<Fresh>> history(SqlConnection transaction, List<Arrival> arrivals) {
        var events = new HashMap<String, Arrival.Received>();
        var inOrder = new ArrayList<Arrival.Received>();
        for (Arrival arrival : arrivals) {
            if (arrival instanceof Arrival.Received received
                    && events.putIfAbsent(received.event().id(), received) == null) {
                inOrder.add(received);
            }
        }
        return inOrder.isEmpty()
                ? Uni.createFrom().item(List.of())
                : transaction
                        .preparedQuery(SEE)
                        .execute(Tuple.of(events.keySet().toArray(String[]::new)))
                        .map(seen -> {
                            var ids = firstColumn(seen);
                            return inOrder.stream()
                                    .filter(received ->
                                            ids.contains(received.event().id()))
                                    .map(VersionedUpsert::fresh)
                                    .toList();
                        });
    }

    private static boolean isNewer(Arrival.Received one, Arrival.Received than) {
        var data = than.event().data();
        return one.event().isNewerThan(data.epoch(), data.version());
    }

    private static Fresh fresh(Arrival.Received received) {
        return new Fresh(received.key(), received.event(), isDelete(received.event()), received.replayed());
    }

    /** The contract's types that end a key say so in their last word. */
    private static boolean isDelete(Event event) {
        return event.type().endsWith(".deleted") || event.type().endsWith(".removed");
    }

    private static JsonObject row(Arrival.Received received) {
        var event = received.event();
        var data = event.data();
        var resource = data.resource();
        return new JsonObject()
                .put("key", received.key())
                .put("epoch", data.epoch())
                .put("version", data.version())
                .put("deleted", isDelete(event))
                .put("resource", resource == null ? null : new JsonObject(resource.toString()))
                .put("eventId", event.id())
                .put("correlationId", event.correlationId())
                .put("traceparent", event.traceparent())
                .put("lane", event.lane().name())
                .put("occurredAt", data.occurredAt().toString())
                .put("partition", received.at().partition())
                .put("offset", received.at().offset());
    }

    private static Set<String> firstColumn(RowSet<Row> rows) {
        var values = new HashSet<String>();
        rows.forEach(row -> values.add(row.getString(0)));
        return values;
    }
}
