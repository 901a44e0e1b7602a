package io.muster.stack.local;

import io.muster.servers.PostgresDatabases;
import io.muster.servers.ServerFailed;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A PostgreSQL that runs already, and the superuser who makes Muster's roles and databases in it.
 *
 * @param address {@code db.example.org:5432}
 * @param user the superuser
 * @param password his password, or empty
 */
public record ExistingPostgres(String address, String user, String password) {
    /** Environment variable that names it. */
    public static final String VARIABLE = "MUSTER_POSTGRESQL_URL";

    private static final int USUAL_PORT = 5432;

    /**
     * Reads {@code postgresql://SUPERUSER:PASSWORD@HOST:PORT}; what is special in a password is written {@code %40}.
     *
     * @throws ServerFailed if it is none; the message does not repeat it, for it may hold a password
     */
    public static ExistingPostgres at(String url) {
        URI uri;
        try {
            uri = URI.create(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
        } catch (IllegalArgumentException e) {
            throw none(); // without its cause, whose message repeats it
        }
        if (uri.getHost() == null) {
            throw none();
        }
        var user = Optional.ofNullable(uri.getRawUserInfo()).orElse("postgres").split(":", 2);
        return new ExistingPostgres(
                uri.getHost() + ":" + (uri.getPort() < 0 ? USUAL_PORT : uri.getPort()),
                decoded(user[0]),
                user.length > 1 ? decoded(user[1]) : "");
    }

    private static ServerFailed none() {
        return new ServerFailed(VARIABLE + " is not of the form postgresql://SUPERUSER:PASSWORD@HOST:PORT"
                + " (with what is special in a password as %40)");
    }

    /** Not as in a form: there a plus would be a space. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** {@return {@code postgresql://db.example.org:5432}, without who logs in} */
    String uri() {
        return "postgresql://" + address;
    }

    /** {@return a connection of the superuser} */
    public Connection connect() throws SQLException {
        return connect("postgres", "muster");
    }

    /**
     * A connection of the superuser to one of the databases.
     *
     * @param application how the server lists it
     */
    public Connection connect(String database, String application) throws SQLException {
        var properties = new Properties();
        properties.setProperty("ApplicationName", application);
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "10");
        return DriverManager.getConnection("jdbc:" + uri() + "/" + database, properties);
    }

    /** Makes sure that each role exists with this password, and owns a database of its own name. */
    void ensureDatabases(Map<String, String> passwords) {
        try (var superuser = connect()) {
            for (var entry : passwords.entrySet()) {
                PostgresDatabases.ensure(superuser, entry.getKey(), entry.getValue());
            }
        } catch (SQLException e) {
            throw new ServerFailed(VARIABLE + ": databases could not be made at " + address + ": " + e.getMessage(), e);
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user + "@" + address;
    }
}
