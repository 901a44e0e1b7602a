package io.muster.stack.backup;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.postgresql.core.Utils;

/**
 * The tables of a store as its database lists them. Every table belongs to a backup, one that a later release adds too, but for these:
 *
 * <ul>
 *   <li>{@code flyway_schema_history} and {@code projection} are the form of the store and not its content;
 *   <li>{@code relay_lease} is who sends now, and its count of terms has to go on growing;
 *   <li>{@code cursor_key} seals the cursors of pages: those that were given out before a restore are of another state, and are to be refused.
 * </ul>
 */
final class StoreTables {
    private static final Set<String> FORM = Set.of("flyway_schema_history", "projection");
    private static final Set<String> LEFT_ALONE = Set.of("relay_lease");
    private static final Set<String> EMPTIED = Set.of("cursor_key");

    private static final String COLUMNS = """
            select c.relname, a.attname from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
              join pg_attribute a on a.attrelid = c.oid
             where n.nspname = current_schema() and c.relkind = 'r'
               and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
             order by c.relname, a.attnum""";
    private static final String REFERENCES = """
            select c.relname, r.relname from pg_constraint f
              join pg_class c on c.oid = f.conrelid
              join pg_class r on r.oid = f.confrelid
              join pg_namespace n on n.oid = c.relnamespace
             where f.contype = 'f' and n.nspname = current_schema() and c.oid <> r.oid""";
    private static final String SEQUENCES =
            "select sequencename, coalesce(last_value, 0) from pg_sequences where schemaname = current_schema()";
    private static final String MIGRATIONS =
            "select version from flyway_schema_history where success and version is not null order by installed_rank";

    private StoreTables() {}

    /** The row {@code store}, and what time it is there. */
    record Identity(String id, int epoch, Instant now) {}

    /** The tables that a backup holds, with their columns, in an order in which references hold. */
    static Map<String, List<String>> kept(Connection connection) throws SQLException {
        var columns = columns(connection);
        columns.keySet()
                .removeIf(table -> FORM.contains(table) || LEFT_ALONE.contains(table) || EMPTIED.contains(table));
        var references = references(connection);
        var ordered = new LinkedHashMap<String, List<String>>();
        while (!columns.isEmpty()) {
            var free = columns.keySet().stream()
                    .filter(table ->
                            references.getOrDefault(table, Set.of()).stream().noneMatch(columns::containsKey))
                    .findFirst()
                    .orElseThrow(() -> new BackupFailed("Tables refer to each other in a circle: " + columns.keySet()));
            ordered.put(free, List.copyOf(columns.get(free)));
            columns.remove(free);
        }
        return ordered;
    }

    /** The tables whose rows go with a restore and do not come back. */
    static Set<String> emptied(Connection connection) throws SQLException {
        var there = new LinkedHashSet<>(EMPTIED);
        there.retainAll(columns(connection).keySet());
        return there;
    }

    private static Map<String, List<String>> columns(Connection connection) throws SQLException {
        var columns = new TreeMap<String, List<String>>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(COLUMNS)) {
            while (rows.next()) {
                columns.computeIfAbsent(rows.getString(1), table -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
        return columns;
    }

    private static Map<String, Set<String>> references(Connection connection) throws SQLException {
        var references = new LinkedHashMap<String, Set<String>>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(REFERENCES)) {
            while (rows.next()) {
                references
                        .computeIfAbsent(rows.getString(1), table -> new LinkedHashSet<>())
                        .add(rows.getString(2));
            }
        }
        return references;
    }

    static Map<String, Long> sequences(Connection connection) throws SQLException {
        var sequences = new TreeMap<String, Long>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(SEQUENCES)) {
            while (rows.next()) {
                sequences.put(rows.getString(1), rows.getLong(2));
            }
        }
        return sequences;
    }

    /** In which versions the form of the store has come about. */
    static List<String> migrations(Connection connection) throws SQLException {
        var versions = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(MIGRATIONS)) {
            while (rows.next()) {
                versions.add(rows.getString(1));
            }
        }
        return versions;
    }

    static Identity identity(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select id, epoch, now() from store")) {
            rows.next();
            return new Identity(
                    rows.getString(1),
                    rows.getInt(2),
                    rows.getObject(3, OffsetDateTime.class).toInstant());
        }
    }

    /** {@code "resource" ("id", "type")}, as {@code COPY} wants it. */
    static String quoted(String table, List<String> columns) throws SQLException {
        var names = new ArrayList<String>();
        for (var column : columns) {
            names.add(quoted(column));
        }
        return quoted(table) + " (" + String.join(", ", names) + ")";
    }

    static String quoted(String name) throws SQLException {
        return Utils.escapeIdentifier(null, name).toString();
    }
}
