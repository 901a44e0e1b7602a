package io.muster.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.gateway.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How PostgreSQL answers a statement that it has answered so often that it has chosen its plan, and how many rows that reads.
 *
 * @param text the plan as {@code EXPLAIN (ANALYZE, FORMAT JSON)} writes it
 */
public record QueryPlan(String text) {
    /** PostgreSQL plans a prepared statement anew five times and then compares. */
    private static final int BEFORE_THE_CHOICE = 6;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The plan of a statement with its parameters. */
    public static QueryPlan of(Connection connection, Sql sql) throws SQLException {
        var search = prepared(connection, sql);
        try (var statement = connection.createStatement()) {
            for (int i = 0; i < BEFORE_THE_CHOICE; i++) {
                statement.execute(search);
            }
            try (var rows = statement.executeQuery("explain (analyze, format json) " + search)) {
                rows.next();
                return new QueryPlan(rows.getString(1));
            }
        }
    }

    /** What a statement answers: the first column of each row. */
    public static List<String> firstColumn(Connection connection, Sql sql) throws SQLException {
        var search = prepared(connection, sql);
        var column = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(search)) {
            while (rows.next()) {
                column.add(rows.getString(1));
            }
        }
        return column;
    }

    private static String prepared(Connection connection, Sql sql) throws SQLException {
        var arguments = sql.parameters().stream()
                .map(value -> "'" + value.toString().replace("'", "''") + "'")
                .collect(Collectors.joining(", ", "(", ")"));
        try (var statement = connection.createStatement()) {
            statement.execute("deallocate all");
            statement.execute("prepare search as " + sql.text());
        }
        return "execute search" + (sql.parameters().isEmpty() ? "" : arguments);
    }

    /** How many rows of these tables it has looked at, also those that it threw away. */
    public long rowsRead(Set<String> tables) {
        try {
            return rowsRead(JSON.readTree(text).path(0).path("Plan"), tables);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan is JSON", e);
        }
    }

    private static long rowsRead(JsonNode node, Set<String> tables) {
        // All are means over the loops, with decimals in newer versions.
        long own = tables.contains(node.path("Relation Name").asText())
                ? Math.round((node.path("Actual Rows").asDouble()
                                + node.path("Rows Removed by Filter").asDouble()
                                + node.path("Rows Removed by Index Recheck").asDouble())
                        * node.path("Actual Loops").asLong())
                : 0;
        return own
                + node.path("Plans")
                        .valueStream()
                        .mapToLong(plan -> rowsRead(plan, tables))
                        .sum();
    }
}
