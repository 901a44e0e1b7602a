package io.muster.runtime.pg.database;

import io.muster.runtime.problem.Outage;
import io.vertx.core.VertxException;
import io.vertx.sqlclient.ClosedConnectionException;
import jakarta.inject.Singleton;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Set;

/**
 * PostgreSQL is away, is starting or ending, has no connection left, or another transaction has held a lock for too long.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
 */
@Singleton
class DatabaseOutage implements Outage {
    /** Not the whole of class 08: a violation of the protocol (08P01) is a defect. */
    private static final Set<String> STATES = Set.of(
            "08000", "08001", "08003", "08004", "08006", // connections
            "57P01", "57P02", "57P03", // ending, crashed, starting
            "53300", // too many connections
            "55P03"); // a lock that was not to be had

    /** The pool says it so, and by nothing else. */
    private static final String NO_CONNECTION_FREE = "Timeout waiting for connection";

    @Override
    public boolean isCauseOf(Throwable failure) {
        if (Database.sqlState(failure).filter(STATES::contains).isPresent()) {
            return true;
        }
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof ClosedConnectionException
                    || e instanceof SocketException
                    || e instanceof UnknownHostException
                    || (e instanceof VertxException && NO_CONNECTION_FREE.equals(e.getMessage()))) {
                return true;
            }
        }
        return false;
    }
}
