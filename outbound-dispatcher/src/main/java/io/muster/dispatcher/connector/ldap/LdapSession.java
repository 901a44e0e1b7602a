package io.muster.dispatcher.connector.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import io.muster.dispatcher.connector.Answer;
import io.muster.dispatcher.connector.Outcome;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

/** Bound connections to the directory, and what a failure says about what was done. */
final class LdapSession implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 32;
    private static final int LONGEST_DETAIL = 400;

    private final LDAPConnectionPool pool;

    /** Work with one connection. */
    @FunctionalInterface
    interface Work<T> {
        T run(LDAPConnection connection) throws LDAPException;
    }

    LdapSession(LdapSettings settings) {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        int limit = Math.toIntExact(settings.timeout().toMillis());
        options.setConnectTimeoutMillis(limit);
        options.setResponseTimeoutMillis(limit);
        options.setAbandonOnTimeout(true);
        options.setUseSynchronousMode(true);
        SingleServerSet server =
                new SingleServerSet(settings.url().getHost(), settings.port(), sockets(settings), options);
        try {
            this.pool = new LDAPConnectionPool(
                    server, new SimpleBindRequest(settings.bindDn(), settings.password()), 0, MOST_CONNECTIONS);
        } catch (LDAPException impossible) {
            throw new IllegalStateException("a pool without connections opens none", impossible);
        }
        pool.setCreateIfNecessary(true);
    }

    private static SocketFactory sockets(LdapSettings settings) {
        try {
            return settings.encrypted() ? SSLContext.getDefault().getSocketFactory() : SocketFactory.getDefault();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has a default TLS context", impossible);
        }
    }

    /** A write; without a connection nothing was done, after a broken one nobody knows. */
    Outcome write(Work<Outcome> work) {
        return switch (run(work)) {
            case Answer.Got<Outcome>(Outcome outcome) -> outcome;
            case Answer.Failed<Outcome>(Outcome.Trouble trouble) -> trouble;
        };
    }

    /** A question; asked again on a new connection when an idle one turned out to be dead. */
    <T> Answer<T> ask(Work<T> work) {
        Answer<T> first = run(work);
        return first instanceof Answer.Failed<T>(Outcome.Trouble trouble) && trouble instanceof Outcome.Unknown
                ? run(work)
                : first;
    }

    private <T> Answer<T> run(Work<T> work) {
        LDAPConnection connection;
        try {
            connection = pool.getConnection();
        } catch (LDAPException notConnected) {
            return new Answer.Failed<>(
                    notConnected.getResultCode().equals(ResultCode.INVALID_CREDENTIALS)
                            ? new Outcome.Unauthorized(detail(notConnected))
                            : new Outcome.Unreachable(detail(notConnected)));
        }
        try {
            T result = work.run(connection);
            pool.releaseConnection(connection);
            return new Answer.Got<>(result);
        } catch (LDAPException failed) {
            if (failed.getResultCode().isConnectionUsable()) {
                pool.releaseConnection(connection);
            } else {
                pool.releaseDefunctConnection(connection);
            }
            return new Answer.Failed<>(trouble(failed));
        }
    }

    private static Outcome.Trouble trouble(LDAPException failed) {
        String detail = detail(failed);
        return switch (failed.getResultCode().intValue()) {
            case ResultCode.INVALID_CREDENTIALS_INT_VALUE,
                    ResultCode.STRONG_AUTH_REQUIRED_INT_VALUE,
                    ResultCode.INAPPROPRIATE_AUTHENTICATION_INT_VALUE -> new Outcome.Unauthorized(detail);
            case ResultCode.BUSY_INT_VALUE,
                    ResultCode.UNAVAILABLE_INT_VALUE,
                    ResultCode.ADMIN_LIMIT_EXCEEDED_INT_VALUE -> new Outcome.Busy(detail, Optional.empty());
            case ResultCode.SERVER_DOWN_INT_VALUE,
                    ResultCode.TIMEOUT_INT_VALUE,
                    ResultCode.LOCAL_ERROR_INT_VALUE,
                    ResultCode.DECODING_ERROR_INT_VALUE,
                    ResultCode.OTHER_INT_VALUE,
                    ResultCode.OPERATIONS_ERROR_INT_VALUE -> new Outcome.Unknown(detail);
            default -> new Outcome.Refused(detail);
        };
    }

    /** {@code 65 object class violation: …}; what the server said, which is never our password. */
    static String detail(LDAPException failed) {
        String line = failed.getResultCode() + ": " + failed.getMessage();
        return line.length() > LONGEST_DETAIL ? line.substring(0, LONGEST_DETAIL) : line;
    }

    @Override
    public void close() {
        pool.close();
    }
}
