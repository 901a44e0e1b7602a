package io.muster.gateway.sql;

import io.muster.runtime.pg.database.Database;
import io.muster.scim.error.ScimError;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/** Transactions of requests, and what PostgreSQL may say to them. */
@Singleton
public class Transactions {
    private static final Set<String> AGAIN = Set.of("40P01", "40001");
    private static final String CANCELLED = "57014";
    private static final int RETRIES = 3;

    private final Mutiny.SessionFactory sessions;

    Transactions(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** Asks for the whole transaction once more: what it saw first has changed before it could lock it. */
    public static final class SeenTooEarly extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** No stack trace: it never leaves the retry. */
        public SeenTooEarly() {
            super("what was read has changed before it was locked", null, false, false);
        }
    }

    /**
     * Runs the work in a session and a transaction of its own; again, on the same event loop, up to three times after a deadlock or
     * {@link SeenTooEarly}.
     */
    public <T> Uni<T> write(Function<Mutiny.Session, Uni<T>> work) {
        return Uni.createFrom()
                .deferred(() -> sessions.withTransaction(session -> work.apply(session)))
                .onFailure(Transactions::again)
                .retry()
                .atMost(RETRIES);
    }

    /** Runs reading work in a session. */
    public <T> Uni<T> read(Function<Mutiny.Session, Uni<T>> work) {
        return sessions.withSession(work);
    }

    /** Runs reading work whose every statement is cut off after a time; then the request is refused as tooMany. */
    public <T> Uni<T> readWithin(long millis, Function<Mutiny.Session, Uni<T>> work) {
        return sessions.withTransaction(
                        session -> Sql.of("select set_config('statement_timeout', $1, true)", Long.toString(millis))
                                .list(session, row -> row)
                                .chain(() -> work.apply(session)))
                .onFailure(failure ->
                        Database.sqlState(failure).filter(CANCELLED::equals).isPresent())
                .transform(failure -> new ScimError.TooMany("The query takes longer than " + millis
                                + " ms; narrow the filter or leave the sorting out.")
                        .refused());
    }

    private static boolean again(Throwable failure) {
        return failure instanceof SeenTooEarly
                || Database.sqlState(failure).filter(AGAIN::contains).isPresent();
    }
}
