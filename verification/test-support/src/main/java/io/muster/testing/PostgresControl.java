package io.muster.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A hand on PostgreSQL, and a look into the database of the service under test as superuser. */
public final class PostgresControl extends ServerControl {
    private PostgresControl() {
        super(Server.POSTGRESQL);
    }

    /** {@return a hand on the PostgreSQL of this JVM's tests} */
    public static PostgresControl postgres() {
        return new PostgresControl();
    }

    /** {@return a superuser's connection to the database of the service under test} */
    public Connection connect() throws SQLException {
        var postgres = servers().postgres();
        var database = Optional.ofNullable(System.getProperty(MusterServers.DATABASE))
                .orElseThrow(() -> new IllegalStateException("No service with a database runs in this test"));
        return DriverManager.getConnection("jdbc:" + postgres.uri(database), postgres.user(), postgres.password());
    }

    /**
     * Runs a statement.
     *
     * @return how many rows it changed
     */
    public int execute(String sql, Object... parameters) throws SQLException {
        try (var connection = connect();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
            return Math.max(0, statement.getUpdateCount());
        }
    }

    /** {@return the rows of a query, each from column label to value} */
    public List<Map<String, @Nullable Object>> query(String sql, Object... parameters) throws SQLException {
        try (var connection = connect();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (var answer = statement.executeQuery()) {
                var rows = new ArrayList<Map<String, @Nullable Object>>();
                while (answer.next()) {
                    var row = new LinkedHashMap<String, @Nullable Object>();
                    for (int column = 1; column <= answer.getMetaData().getColumnCount(); column++) {
                        row.put(answer.getMetaData().getColumnLabel(column), answer.getObject(column));
                    }
                    rows.add(row);
                }
                return rows;
            }
        }
    }
}
