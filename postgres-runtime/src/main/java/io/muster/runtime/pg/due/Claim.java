package io.muster.runtime.pg.due;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The right of one worker to do one thing, until its lease runs out. */
public final class Claim {
    /** How often the lease of long work is renewed in its length. */
    private static final int RENEWALS = 4;

    private final DueStore store;
    private final String kind;
    private final String key;
    private final Priority priority;
    private final Instant dueAt;
    private final long epoch;
    private final long generation;
    private final int attempts;
    private final boolean takenOver;
    private final @Nullable Trigger because;
    private final @Nullable String lastError;
    private final Duration lease;

    Claim(
            DueStore store,
            String kind,
            String key,
            Priority priority,
            Instant dueAt,
            long epoch,
            long generation,
            int attempts,
            boolean takenOver,
            @Nullable Trigger because,
            @Nullable String lastError,
            Duration lease) {
        this.store = Objects.requireNonNull(store);
        this.kind = kind;
        this.key = key;
        this.priority = priority;
        this.dueAt = dueAt;
        this.epoch = epoch;
        this.generation = generation;
        this.attempts = attempts;
        this.takenOver = takenOver;
        this.because = because;
        this.lastError = lastError;
        this.lease = lease;
    }

    public String kind() {
        return kind;
    }

    public String key() {
        return key;
    }

    public Priority priority() {
        return priority;
    }

    /** When it was due, business time. */
    public Instant dueAt() {
        return dueAt;
    }

    /** Higher with each claim of this key: fences the worker before. */
    public long epoch() {
        return epoch;
    }

    /** Failures in a row before this claim. */
    public int attempts() {
        return attempts;
    }

    /** Whether a former worker's lease ran out: what it sent may still be on its way. */
    public boolean takenOver() {
        return takenOver;
    }

    /** The event of the last mark that had one. */
    public Optional<Trigger> because() {
        return Optional.ofNullable(because);
    }

    /** What went wrong the last time. */
    public Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    /**
     * Whether the lease still runs under this epoch; if so it runs its full length from now. To be asked right before
     * each outgoing write, and answered by the database's clock.
     */
    public Uni<Boolean> stillHeld() {
        return store.renew(this);
    }

    /**
     * Does work that may take longer than the lease, which is renewed meanwhile.
     *
     * @param lost asked if another worker has the key now: nothing more may be begun
     */
    public <T> Uni<T> holding(Supplier<Uni<T>> work, Runnable lost) {
        return Uni.createFrom().deferred(() -> {
            var renewing = Multi.createFrom()
                    .ticks()
                    .every(lease.dividedBy(RENEWALS))
                    .onOverflow()
                    .drop()
                    .onItem()
                    .transformToUniAndConcatenate(tick -> stillHeld()
                            .onFailure()
                            .recoverWithItem(true)) // the database is away, also for whoever else would claim it
                    .filter(held -> !held)
                    .select()
                    .first()
                    .subscribe()
                    .with(gone -> lost.run());
            return work.get().onTermination().invoke(() -> renewing.cancel());
        });
    }

    Duration lease() {
        return lease;
    }

    long generation() {
        return generation;
    }

    @Override
    public String toString() {
        return kind + " " + key + " (epoch " + epoch + ")";
    }
}
