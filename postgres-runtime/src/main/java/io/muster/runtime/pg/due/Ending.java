package io.muster.runtime.pg.due;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The end of a claim in its transaction: the row is locked under the claim's epoch, then goes on as {@link Next} says.
 * What was marked while it was claimed stays due.
 */
final class Ending {
    private static final String LOCK =
            "select generation, priority from due where kind = $1 and key = $2 and epoch = $3 for update";
    private static final String DELETE = "delete from due where kind = $1 and key = $2";
    // $5: a date, or keep (it was due and is), or never
    private static final String RELEASE = """
            update due
               set lease_owner = null, lease_until = null, attempts = $3, last_error = $4,
                   due_at = case $5::text when 'keep' then due_at when 'never' then 'infinity'
                                          else cast($5::text as timestamptz) end,
                   not_before = clock_timestamp() + $6 * interval '1 millisecond',
                   priority = coalesce($7, priority)
             where kind = $1 and key = $2""";
    private static final String KEEP = "keep";
    private static final String NEVER = "never";

    private final SqlConnection transaction;
    private final Claim claim;
    private final boolean markedAgain;
    private final boolean moreUrgent;

    private Ending(SqlConnection transaction, Claim claim, boolean markedAgain, boolean moreUrgent) {
        this.transaction = transaction;
        this.claim = claim;
        this.markedAgain = markedAgain;
        this.moreUrgent = moreUrgent;
    }

    /** Locks the row; empty if another worker has claimed it since. */
    static Uni<Optional<Ending>> lock(SqlConnection transaction, Claim claim) {
        return transaction
                .preparedQuery(LOCK)
                .execute(Tuple.of(claim.kind(), claim.key(), claim.epoch()))
                .map(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Optional.empty();
                    }
                    var row = found.next();
                    return Optional.of(new Ending(
                            transaction,
                            claim,
                            row.getLong("generation") != claim.generation(),
                            row.getShort("priority") < claim.priority().number()));
                });
    }

    Uni<Void> as(Next next, LoopSettings loop) {
        return switch (next) {
            case Next.Done done -> markedAgain ? release(0, null, KEEP, Duration.ZERO, null) : delete();
            case Next.Again again ->
                markedAgain
                        ? release(0, null, KEEP, Duration.ZERO, null)
                        : release(0, null, again.dueAt().toString(), Duration.ZERO, again.priority());
            case Next.Retry retry ->
                release(claim.attempts() + 1, retry.error(), KEEP, backoff(loop, claim.attempts()), null);
            case Next.Later later -> release(claim.attempts(), later.why(), KEEP, later.delay(), null);
            case Next.Failed failed ->
                release(claim.attempts() + 1, failed.error(), markedAgain ? KEEP : NEVER, Duration.ZERO, null);
        };
    }

    private Uni<Void> delete() {
        return transaction
                .preparedQuery(DELETE)
                .execute(Tuple.of(claim.kind(), claim.key()))
                .replaceWithVoid();
    }

    private Uni<Void> release(
            int attempts, @Nullable String error, String dueAt, Duration wait, @Nullable Priority priority) {
        var millis = moreUrgent ? 0L : wait.toMillis(); // something more urgent was asked meanwhile
        return transaction
                .preparedQuery(RELEASE)
                .execute(Tuple.from(new @Nullable Object[] {
                    claim.kind(),
                    claim.key(),
                    attempts,
                    error,
                    dueAt,
                    millis,
                    priority == null ? null : (short) priority.number()
                }))
                .replaceWithVoid();
    }

    /** Doubles with each failure in a row; a quarter more or less, so that many failures do not come back as one wave. */
    static Duration backoff(LoopSettings loop, int failuresBefore) {
        double doubled = (double) loop.firstBackoff().toMillis() * Math.pow(2, Math.min(failuresBefore, 30));
        double capped = Math.min(doubled, (double) loop.longestBackoff().toMillis());
        return Duration.ofMillis(
                (long) (capped * (0.75 + ThreadLocalRandom.current().nextDouble() / 2)));
    }
}
