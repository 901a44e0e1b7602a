package io.muster.runtime.pg.due;

import io.muster.events.Lane;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.SessionConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The table {@code due}: marks in any transaction, claims and their ends for {@link WorkLoop}. */
@Singleton
public class DueStore {
    // Sorted by key, so that two transactions that mark the same keys wait for each other instead of locking up. A mark
    // that does not come with a date is due at once; a row that was given up (infinity) wakes.
    private static final String ON_CONFLICT = """
            on conflict (kind, key) do update
               set priority = least(d.priority, excluded.priority),
                   due_at = least(d.due_at, excluded.due_at),
                   not_before = case when excluded.priority < d.priority or d.due_at = 'infinity' then '-infinity'
                                     else d.not_before end,
                   generation = d.generation + 1,
                   cause = coalesce(excluded.cause, d.cause),
                   marked_at = excluded.marked_at""";
    private static final String MARK = """
            insert into due as d (kind, key, priority, due_at, cause)
            select kind, key, min(priority), min(coalesce(due_at, business_now())),
                   (array_agg(cause order by n desc) filter (where cause is not null))[1]
              from (select r ->> 'kind' as kind, r ->> 'key' as key, cast(r ->> 'priority' as smallint) as priority,
                           cast(r ->> 'dueAt' as timestamptz) as due_at, r -> 'cause' as cause, n
                      from jsonb_array_elements(cast($1::text as jsonb)) with ordinality as rows (r, n)) marks
             group by kind, key
             order by kind, key
            """ + ON_CONFLICT;
    private static final String MARK_ALL = """
            insert into due as d (kind, key, priority, due_at)
            select $1, keys.key, $2, business_now() from (%s) keys (key) order by 2
            """ + ON_CONFLICT;
    // Priority by priority, so that many rows that wait for their date cost nothing: the index gives each one's first.
    private static final String CLAIM = """
            with next as materialized (
                select c.kind, c.key, c.former
                  from generate_series(0, $3) as p (priority)
                 cross join lateral (
                       select d.kind, d.key, d.lease_owner as former, d.due_at
                         from due d
                        where d.kind = $1 and d.priority = p.priority and d.due_at <= business_now()
                          and d.not_before <= clock_timestamp()
                          and (d.lease_until is null or d.lease_until < clock_timestamp())
                        order by d.due_at limit $2
                          for update skip locked) c
                 order by p.priority, c.due_at limit $2)
            update due d
               set epoch = d.epoch + 1, lease_owner = $4,
                   lease_until = clock_timestamp() + $5 * interval '1 millisecond'
              from next
             where d.kind = next.kind and d.key = next.key
            returning d.key, d.priority, d.due_at, d.epoch, d.generation, d.attempts, d.cause, d.last_error,
                      next.former is not null as taken_over""";
    private static final String RENEW = """
            update due set lease_until = clock_timestamp() + $4 * interval '1 millisecond'
             where kind = $1 and key = $2 and epoch = $3 and lease_until > clock_timestamp()""";
    private static final String WAITING = """
            select count(*) filter (where due_at <= business_now()) as waiting,
                   count(*) filter (where due_at = 'infinity') as failed
              from (select due_at from due where kind = $1 and (due_at <= business_now() or due_at = 'infinity')
                     limit 100000) rows""";

    private final Pool pool;
    private final Duration lease;
    private final String owner;
    private final Set<Runnable> sleepers = new CopyOnWriteArraySet<>();

    @Inject
    public DueStore(
            Pool pool,
            @ConfigProperty(name = "muster.instance") String instance,
            @ConfigProperty(name = "muster.lease", defaultValue = "PT10S") Duration lease) {
        this.pool = pool;
        this.lease = lease;
        this.owner = instance + "/" + Uuid7.next();
    }

    /** Marks in the transaction at hand. After the commit, {@link #wake}. */
    public Uni<Void> mark(SqlConnection transaction, Collection<Mark> marks) {
        return marks.isEmpty()
                ? Uni.createFrom().voidItem()
                : transaction.preparedQuery(MARK).execute(Tuple.of(json(marks))).replaceWithVoid();
    }

    /** The same in a session's transaction. */
    public Uni<Void> mark(Mutiny.Session session, Collection<Mark> marks) {
        return marks.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.createFrom()
                        .completionStage(() -> SessionConnection.of(session).update(MARK, new Object[] {json(marks)}))
                        .replaceWithVoid();
    }

    /**
     * Marks everything that a query names.
     *
     * @param selectOfKeys a constant {@code select} with one text column of distinct keys: code, never input
     * @return how many
     */
    public Uni<Integer> markAll(SqlConnection transaction, String kind, Priority priority, String selectOfKeys) {
        return transaction
                .preparedQuery(MARK_ALL.formatted(selectOfKeys))
                .execute(Tuple.of(kind, priority.number()))
                .map(marked -> marked.rowCount());
    }

    /** Wakes the loops of this process; call it after the commit of a mark. Without it they look by themselves soon. */
    public void wake() {
        sleepers.forEach(Runnable::run);
    }

    void onWake(Runnable sleeper) {
        sleepers.add(sleeper);
    }

    void noLonger(Runnable sleeper) {
        sleepers.remove(sleeper);
    }

    Uni<List<Claim>> claim(LoopSettings loop, int most) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(
                        loop.kind(),
                        most,
                        loop.lowest().get().number(),
                        owner,
                        leaseOf(loop).toMillis()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> claim(loop, row))
                        .toList());
    }

    Uni<Boolean> renew(Claim claim) {
        return pool.preparedQuery(RENEW)
                .execute(Tuple.of(
                        claim.kind(), claim.key(), claim.epoch(), claim.lease().toMillis()))
                .map(renewed -> renewed.rowCount() == 1);
    }

    /** How many of a kind are due now, and how many were given up. */
    Uni<Waiting> waiting(String kind) {
        return pool.preparedQuery(WAITING).execute(Tuple.of(kind)).map(rows -> {
            var row = rows.iterator().next();
            return new Waiting(row.getLong("waiting"), row.getLong("failed"));
        });
    }

    record Waiting(long due, long failed) {}

    private Duration leaseOf(LoopSettings loop) {
        var own = loop.lease();
        return own == null ? lease : own;
    }

    private Claim claim(LoopSettings loop, Row row) {
        @Nullable JsonObject cause = row.getJsonObject("cause");
        return new Claim(
                this,
                loop.kind(),
                row.getString("key"),
                Priority.numbered(row.getShort("priority")),
                row.getOffsetDateTime("due_at").toInstant(),
                row.getLong("epoch"),
                row.getLong("generation"),
                row.getInteger("attempts"),
                row.getBoolean("taken_over"),
                cause == null ? null : trigger(cause),
                row.getString("last_error"),
                leaseOf(loop));
    }

    private static String json(Collection<Mark> marks) {
        var rows = new JsonArray();
        for (Mark mark : marks) {
            var row = new JsonObject()
                    .put("kind", mark.kind())
                    .put("key", mark.key())
                    .put("priority", mark.priority().number());
            var dueAt = mark.dueAt();
            if (dueAt != null) {
                row.put("dueAt", dueAt.toString());
            }
            var because = mark.because();
            if (because != null) {
                row.put("cause", json(because));
            }
            rows.add(row);
        }
        return rows.encode();
    }

    private static JsonObject json(Trigger trigger) {
        var json = new JsonObject()
                .put("eventId", trigger.eventId())
                .put("correlationId", trigger.correlationId())
                .put("lane", trigger.lane().name());
        var traceparent = trigger.traceparent();
        return traceparent == null ? json : json.put("traceparent", traceparent);
    }

    private static Trigger trigger(JsonObject json) {
        return new Trigger(
                json.getString("eventId"),
                json.getString("correlationId"),
                json.getString("traceparent"),
                Lane.valueOf(json.getString("lane")));
    }
}
