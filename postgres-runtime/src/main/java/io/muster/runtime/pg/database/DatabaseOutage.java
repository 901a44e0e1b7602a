package io.muster.runtime.pg.database;

import io.muster.runtime.problem.Outage;
import io.vertx.sqlclient.ClosedConnectionException;
import jakarta.inject.Singleton;
import java.net.SocketException;
import java.util.Set;

/**
 * PostgreSQL is away, is starting or ending, has no connection left, or another transaction has held a lock for too long.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
 */
@Singleton
class DatabaseOutage implements Outage {
    private static final Set<String> STATES = Set.of("57P01", "57P02", "57P03", "53300", "55P03");
    private static final String CONNECTION = "08";

    @Override
    public boolean isCauseOf(Throwable failure) {
        if (Database.sqlState(failure)
                .filter(state -> STATES.contains(state) || state.startsWith(CONNECTION))
                .isPresent()) {
            return true;
        }
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof ClosedConnectionException || e instanceof SocketException) {
                return true;
            }
        }
        return false;
    }
}
