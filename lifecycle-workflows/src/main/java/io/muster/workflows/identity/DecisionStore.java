package io.muster.workflows.identity;

import io.muster.runtime.pg.database.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was decided for an identity so far; its row is the identity's lock, and is never rebuilt. */
@ApplicationScoped
public class DecisionStore {
    /**
     * The memory of decisions.
     *
     * @param endedAt since when he has ended, business time; null while he has not
     * @param held applications whose revocation a limit holds back
     * @param released a person let the held revocations pass
     */
    public record Decided(
            @Nullable Instant decidedAt, @Nullable Instant endedAt, Set<String> held, boolean released) {
        public Decided {
            held = Set.copyOf(held);
        }
    }

    /** Before the first decision. */
    public static final Decided NOTHING = new Decided(null, null, Set.of(), false);

    /** Locks the identity until the transaction ends, and says what is remembered. */
    public Uni<Decided> lock(SqlConnection tx, String identity) {
        return tx.preparedQuery("insert into identity_decision (identity) values ($1) on conflict do nothing")
                .execute(Tuple.of(identity))
                .chain(() -> tx.preparedQuery("select * from identity_decision where identity = $1 for update")
                        .execute(Tuple.of(identity)))
                .map(rows -> decided(rows.iterator().next()));
    }

    /** What is remembered, without a lock: for answers that decide nothing. */
    public Uni<Decided> read(SqlConnection tx, String identity) {
        return tx.preparedQuery("select * from identity_decision where identity = $1")
                .execute(Tuple.of(identity))
                .map(rows ->
                        rows.rowCount() == 0 ? NOTHING : decided(rows.iterator().next()));
    }

    /** What is remembered of these, by identity; those never decided are missing. */
    public Uni<Map<String, Decided>> read(SqlConnection tx, Collection<String> identities) {
        return tx.preparedQuery("select * from identity_decision where identity = any ($1)")
                .execute(Tuple.of(identities.toArray(String[]::new)))
                .map(rows -> {
                    var all = new HashMap<String, Decided>();
                    rows.forEach(row -> all.put(row.getString("identity"), decided(row)));
                    return all;
                });
    }

    /**
     * Locks the identity for somebody who will mark it due: its due row first, as the loop does, so that the two never wait for each other in a
     * circle.
     */
    public Uni<Decided> lockToMark(SqlConnection tx, String identity) {
        return tx.preparedQuery("select 1 from due where kind = $1 and key = $2 for update")
                .execute(Tuple.of(IdentityWorker.KIND, identity))
                .chain(() -> lock(tx, identity));
    }

    /** Keeps the instant since which he has ended, or that he has not. */
    public Uni<Void> keepEnded(SqlConnection tx, String identity, @Nullable Instant endedAt) {
        return tx.preparedQuery(
                        "update identity_decision set ended_at = $2 where identity = $1 and ended_at is distinct from $2")
                .execute(Tuple.of(identity, Rows.offset(endedAt)))
                .replaceWithVoid();
    }

    /** Keeps which applications a limit holds; a release is used up by the decision that follows it. */
    public Uni<Void> keepHeld(SqlConnection tx, String identity, Set<String> held) {
        return tx.preparedQuery(
                        "update identity_decision set held = $2, released = false where identity = $1 and (held <> $2 or released)")
                .execute(Tuple.of(identity, held.stream().sorted().toArray(String[]::new)))
                .replaceWithVoid();
    }

    Uni<Void> done(SqlConnection tx, String identity, Instant now) {
        return tx.preparedQuery("update identity_decision set decided_at = $2 where identity = $1")
                .execute(Tuple.of(identity, Rows.offset(now)))
                .replaceWithVoid();
    }

    /** The timers that the decision wants, in place of those before. */
    Uni<Void> replaceTimers(SqlConnection tx, String identity, List<Timer> timers) {
        var deleted = tx.preparedQuery("delete from timer where identity = $1").execute(Tuple.of(identity));
        if (timers.isEmpty()) {
            return deleted.replaceWithVoid();
        }
        var rows = timers.stream()
                .map(t -> Tuple.of(
                        identity, t.rule(), t.date(), t.time(), t.zone().getId(), Rows.offset(t.firesAt())))
                .toList();
        return deleted.chain(() -> tx.preparedQuery(
                                "insert into timer (identity, rule, local_date, local_time, zone, fires_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing")
                        .executeBatch(rows))
                .replaceWithVoid();
    }

    private static Decided decided(Row row) {
        return new Decided(
                Rows.instant(row, "decided_at"),
                Rows.instant(row, "ended_at"),
                Set.of(row.getArrayOfStrings("held")),
                row.getBoolean("released"));
    }
}
