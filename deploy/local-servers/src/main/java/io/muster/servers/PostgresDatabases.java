package io.muster.servers;

import java.sql.Connection;
import java.sql.SQLException;

/** Roles and databases of a PostgreSQL server. Names and passwords are quoted by the server itself. */
public final class PostgresDatabases {
    /** What a new database has unless it says otherwise: is it text in UTF-8, where É and é are the same letter? */
    private static final String USUAL_IS_UNICODE = """
            SELECT 1 FROM pg_database template WHERE datname = 'template1' AND pg_encoding_to_char(encoding) = 'UTF8'
            AND (to_jsonb(template)->>'datlocprovider' <> 'c' OR datctype NOT IN ('C', 'POSIX'))""";

    private static final int BUILTIN_LOCALES = 17;

    private PostgresDatabases() {}

    /** Makes sure that the role exists with this password and owns a database of its own name.
     *
     * @param superuser a connection that may create roles, in auto-commit mode
     * @param name role and database
     * @param password the role's password, set anew each time */
    public static void ensure(Connection superuser, String name, String password) throws SQLException {
        if (!exists(superuser, "SELECT 1 FROM pg_roles WHERE rolname = ?", name)) {
            execute(superuser, "SELECT format('CREATE ROLE %I LOGIN', ?::text)", name);
        }
        execute(superuser, "SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', ?::text, ?::text)", name, password);
        if (!exists(superuser, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
            var create = "SELECT format('CREATE DATABASE %I OWNER %I" + locale(superuser) + "', ?::text, ?::text)";
            execute(superuser, create, name, name);
            execute(superuser, "SELECT format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', ?::text)", name);
        }
    }

    /** A cluster made without a locale (Debian does so where LANG is unset) is SQL_ASCII: it would fold only a to z. */
    private static String locale(Connection superuser) throws SQLException {
        if (exists(superuser, USUAL_IS_UNICODE)) {
            return "";
        }
        var builtin = superuser.getMetaData().getDatabaseMajorVersion() >= BUILTIN_LOCALES;
        return " TEMPLATE template0 ENCODING ''UTF8'' "
                + (builtin ? "LOCALE_PROVIDER builtin LOCALE ''C'' BUILTIN_LOCALE ''C.UTF-8''" : "LOCALE ''C.UTF-8''");
    }

    /** Drops the database if it exists, with whoever is connected to it. */
    public static void drop(Connection superuser, String name) throws SQLException {
        execute(superuser, "SELECT format('DROP DATABASE IF EXISTS %I WITH (FORCE)', ?::text)", name);
    }

    private static boolean exists(Connection connection, String question, String... names) throws SQLException {
        try (var statement = connection.prepareStatement(question)) {
            for (int i = 0; i < names.length; i++) {
                statement.setString(i + 1, names[i]);
            }
            try (var answer = statement.executeQuery()) {
                return answer.next();
            }
        }
    }

    /** Lets the server write the statement with its own quoting, then runs it: DDL takes no parameters. */
    private static void execute(Connection connection, String writer, String... values) throws SQLException {
        String ddl;
        try (var statement = connection.prepareStatement(writer)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (var answer = statement.executeQuery()) {
                answer.next();
                ddl = answer.getString(1);
            }
        }
        try (var statement = connection.createStatement()) {
            statement.execute(ddl);
        }
    }
}
