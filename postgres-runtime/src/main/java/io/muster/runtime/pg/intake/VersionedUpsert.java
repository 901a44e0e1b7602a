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

    /** What a row knows. */
    private record Version(int epoch, long version) {
        static final Version NONE = new Version(Integer.MIN_VALUE, Long.MIN_VALUE);

        static Version of(Event event) {
            return new Version(event.data().epoch(), event.data().version());
        }
    }

    /** The newest of a key, and the news that it stands on. */
    private record Risen(Arrival.Received newest, List<Event> earlier) {}

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
        var arrived = new LinkedHashMap<String, List<Arrival.Received>>();
        var tombstones = new LinkedHashMap<String, Arrival.Tombstone>();
        for (Arrival arrival : arrivals) {
            switch (arrival) {
                case Arrival.Received received ->
                    arrived.computeIfAbsent(received.key(), key -> new ArrayList<>())
                            .add(received);
                case Arrival.Tombstone tombstone -> tombstones.put(tombstone.key(), tombstone);
                case Arrival.Parked parked -> {} // has its own table
            }
        }
        return known(transaction, table, arrived)
                .map(known -> risen(arrived, known))
                .chain(risen -> upsert(transaction, table, risen))
                .chain(fresh -> bury(transaction, table, tombstones).map(buried -> {
                    var all = new ArrayList<>(fresh);
                    all.addAll(buried);
                    return all;
                }));
    }

    /**
     * The versions of the rows whose keys have several events in the batch: which of these are news. Of a single event the upsert finds out by
     * itself.
     */
    private static Uni<Map<String, Version>> known(
            SqlConnection transaction, String table, Map<String, List<Arrival.Received>> arrived) {
        var several = arrived.entrySet().stream()
                .filter(key -> key.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
        return several.length == 0
                ? Uni.createFrom().item(Map.of())
                : transaction
                        .preparedQuery("select key, epoch, version from " + table + " where key = any ($1)")
                        .execute(Tuple.of(several))
                        .map(rows -> {
                            var versions = new HashMap<String, Version>();
                            rows.forEach(row -> versions.put(
                                    row.getString("key"),
                                    new Version(row.getInteger("epoch"), row.getLong("version"))));
                            return versions;
                        });
    }

    /** Of each key what leads from version to higher version; one that brings no news at all is left for the upsert to see. */
    private static Map<String, Risen> risen(Map<String, List<Arrival.Received>> arrived, Map<String, Version> known) {
        var risen = new LinkedHashMap<String, Risen>();
        arrived.forEach((key, all) -> {
            var at = known.getOrDefault(key, Version.NONE);
            var earlier = new ArrayList<Event>();
            var newest = all.getFirst();
            boolean news = false;
            for (var received : all) {
                if (received.event().isNewerThan(at.epoch(), at.version())) {
                    if (news) {
                        earlier.add(newest.event());
                    }
                    newest = received;
                    news = true;
                    at = Version.of(received.event());
                }
            }
            risen.put(key, new Risen(newest, earlier));
        });
        return risen;
    }

    private static Uni<List<Fresh>> upsert(SqlConnection transaction, String table, Map<String, Risen> risen) {
        if (risen.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        var rows = new JsonArray();
        risen.values().forEach(one -> rows.add(row(one.newest())));
        return transaction
                .preparedQuery("insert into " + table + UPSERT)
                .execute(Tuple.of(rows.encode()))
                .map(written -> {
                    var keys = firstColumn(written);
                    return risen.values().stream()
                            .filter(one -> keys.contains(one.newest().key()))
                            .map(one -> fresh(one.newest(), one.earlier()))
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
                            .map(one -> new Fresh(one.key(), null, List.of(), true, one.replayed()))
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
                                    .map(received -> fresh(received, List.of()))
                                    .toList();
                        });
    }

    private static Fresh fresh(Arrival.Received received, List<Event> earlier) {
        var event = received.event();
        return new Fresh(received.key(), event, earlier, isDelete(event), received.replayed());
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
