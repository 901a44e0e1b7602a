package io.muster.runtime.pg.database;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Transactions that try again where PostgreSQL asks for it: deadlock (40P01) and serialization failure (40001). */
@Singleton
public class Database {
    private static final Set<String> CONFLICTS = Set.of("40P01", "40001");
    private static final int TRIES = 3;

    private final Pool pool;

    @Inject
    public Database(Pool pool) {
        this.pool = pool;
    }

    /** Runs the work in one transaction, committed when its Uni completes, rolled back when it fails. */
    public <T> Uni<T> transaction(Function<SqlConnection, Uni<T>> work) {
        return retryingConflicts(() -> pool.withTransaction(work));
    }

    /**
     * Runs a transaction, up to three times more after a conflict. For sessions:
     * {@code retryingConflicts(() -> sessions.withTransaction(session -> …))}.
     *
     * @param transaction begins a new one each time it is asked
     */
    public static <T> Uni<T> retryingConflicts(Supplier<Uni<T>> transaction) {
        return Uni.createFrom()
                .deferred(transaction::get)
                .onFailure(Database::isConflict)
                .retry()
                .withBackOff(Duration.ofMillis(10), Duration.ofMillis(200))
                .withJitter(0.5)
                .atMost(TRIES);
    }

    /** The SQLSTATE of a failure, wherever in its causes it is. */
    public static Optional<String> sqlState(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            var state = e instanceof PgException pg
                    ? pg.getSqlState()
                    : e instanceof SQLException sql ? sql.getSQLState() : null;
            if (state != null) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }

    private static boolean isConflict(Throwable failure) {
        return sqlState(failure).filter(CONFLICTS::contains).isPresent();
    }
}
