package io.muster.servers;

import java.sql.Connection;
import java.sql.SQLException;

/** Roles and databases of a PostgreSQL server. Names and passwords are quoted by the server itself. */
public final class PostgresDatabases {
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
            execute(superuser, "SELECT format('CREATE DATABASE %I OWNER %I', ?::text, ?::text)", name, name);
            execute(superuser, "SELECT format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', ?::text)", name);
        }
    }

    /** Drops the database if it exists, with whoever is connected to it. */
    public static void drop(Connection superuser, String name) throws SQLException {
        execute(superuser, "SELECT format('DROP DATABASE IF EXISTS %I WITH (FORCE)', ?::text)", name);
    }

    private static boolean exists(Connection connection, String question, String name) throws SQLException {
        try (var statement = connection.prepareStatement(question)) {
            statement.setString(1, name);
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
