package io.muster.runtime.pg.due;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/**
 * What is done with a claim. The loop claims and then asks for these, one after the other; a failure of one of them is a
 * {@link Next.Retry}. A worker may be asked for several keys at once, never for one key twice at once while its lease
 * runs.
 *
 * @param <S> what it sees
 * @param <R> what came of it
 */
public interface Worker<S, R> {
    /** Reads the latest and decides. Never works from what a mark said: it may be old. */
    Uni<S> look(Claim claim);

    /** Makes it so. Asks {@link Claim#stillHeld} right before each write to the outside. */
    Uni<R> act(Claim claim, S seen);

    /**
     * Writes down what happened and says how it goes on, in the transaction that ends the claim: if the epoch was lost,
     * this is not asked but {@link #lost}.
     */
    Uni<Next> record(SqlConnection transaction, Claim claim, S seen, R result);

    /**
     * Another worker has the key, and this one may have written beside it, whether {@link #act} came to its end or failed: whatever must be looked
     * at again.
     */
    default Uni<Void> lost(Claim claim, S seen) {
        return Uni.createFrom().voidItem();
    }
}
