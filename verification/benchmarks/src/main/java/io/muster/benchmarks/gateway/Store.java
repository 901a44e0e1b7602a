package io.muster.benchmarks.gateway;

import io.muster.servers.PostgresServer;
import io.muster.stack.demo.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The gateway's tables, filled by SQL: a million people through HTTP would take the better part of an hour. What is filled in
 * are documents that the gateway itself wrote, with other digits for {@link People#MARK}, in every table and column that it
 * writes for a person who was created and whose event is sent: only {@code resource} has any.
 */
final class Store implements AutoCloseable {
    private static final int CHUNK = 50_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Those of {@code resource} that are written. */
    static final String COLUMNS =
            "id, type, document, folded, version, membership_version, etag, created, last_modified";

    private static final String INSERT = "insert into resource (" + COLUMNS + ") " + """
            select substr(h.hex, 1, 8) || '-' || substr(h.hex, 9, 4) || '-7000-8000-' || lpad(n::text, 12, '0'), 'User',
                   replace(s.document, ?, lpad(n::text, 10, '0'))::json, replace(s.folded, ?, lpad(n::text, 10, '0'))::jsonb,
                   1, 0, 1, s.created, s.created
              from generate_series(?::bigint, ?::bigint) n
              cross join lateral (select lpad(to_hex(?::bigint + n), 12, '0') as hex) h
              join bench_sample s on s.index = n % ?""";

    private final Connection connection;
    private final People people;
    private final long earliest;
    private final Consumer<String> progress;
    private int filled;

    /**
     * The store of a stack.
     *
     * @param earliest milliseconds before which nobody was created by HTTP: ids are in the order of time (UUIDv7), those
     *     of people who are filled in come first
     */
    Store(PostgresServer server, People people, long earliest, Consumer<String> progress) throws SQLException {
        this.connection = server.connect("gateway");
        this.people = people;
        this.earliest = earliest;
        this.progress = progress;
    }

    /** The id of a person who was filled in. */
    String id(long person) {
        var hex = String.format(Locale.ROOT, "%012x", earliest + person);
        return "%s-%s-7000-8000-%012d".formatted(hex.substring(0, 8), hex.substring(8), person);
    }

    /** How many were filled in; they are numbered from 1. */
    int filled() {
        return filled;
    }

    /** Removes all resources, once the events of all are sent. */
    void empty() throws Exception {
        awaitOutboxEmpty();
        execute("truncate resource, retired_resource, password, membership, departing_group, unique_value");
    }

    void awaitOutboxEmpty() throws Exception {
        Await.until("all events sent", PATIENCE, () -> {
            long waiting = number("select count(*) from outbox");
            return waiting == 0 ? Optional.empty() : Optional.of(waiting + " wait");
        });
    }

    /**
     * Keeps what the gateway wrote for these as the samples of all who will be filled in.
     *
     * @param ids in the order of {@link People#sample}
     */
    void keepSamples(List<String> ids) throws SQLException {
        execute(
                "create table bench_sample (index bigint primary key, document text, folded text, created timestamptz)");
        try (var insert = connection.prepareStatement("insert into bench_sample "
                + "select ?, cast(document as text), cast(folded as text), created from resource where id = ?")) {
            for (int i = 0; i < ids.size(); i++) {
                insert.setLong(1, i);
                insert.setString(2, ids.get(i));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Fills up to this many, then has PostgreSQL look at its tables as it would by itself in time. */
    void fillUpTo(int users) throws SQLException {
        // Where most of the rows are new, an index is made sooner anew than row by row; those that say what is unique
        // stay.
        var indexes = users - filled > filled ? secondaryIndexes() : List.<Index>of();
        for (var index : indexes) {
            execute("drop index " + index.name);
        }
        while (filled < users) {
            int last = Math.min(filled + CHUNK, users);
            insert(filled + 1, last);
            filled = last;
            progress.accept("  %,d of %,d people in the store".formatted(filled, users));
        }
        execute("set maintenance_work_mem = '512MB'");
        for (var index : indexes) {
            progress.accept("  index " + index.name);
            execute(index.definition);
        }
        settle();
    }

    /** Leaves nothing to be done in the background of what is measured next. */
    void settle() throws SQLException {
        progress.accept("  vacuum, analyze, checkpoint");
        execute("vacuum (analyze) resource");
        execute("vacuum (analyze) membership");
        execute("checkpoint");
    }

    private void insert(int first, int last) throws SQLException {
        try (var insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, People.MARK);
            insert.setString(2, People.MARK);
            insert.setLong(3, first);
            insert.setLong(4, last);
            insert.setLong(5, earliest);
            insert.setLong(6, people.samples());
            insert.executeUpdate();
        }
    }

    private record Index(String name, String definition) {}

    private List<Index> secondaryIndexes() throws SQLException {
        var indexes = new ArrayList<Index>();
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery("select indexname, indexdef from pg_indexes where schemaname = 'public' "
                                + "and tablename = 'resource' and indexdef not like 'CREATE UNIQUE%'")) {
            while (rows.next()) {
                indexes.add(new Index(rows.getString(1), rows.getString(2)));
            }
        }
        return indexes;
    }

    /** Makes the first people who were filled in members of a group, as a request of the gateway would have. */
    void fillGroup(String group, int members) throws SQLException {
        try (var insert = connection.prepareStatement(
                        "insert into membership (group_id, member_id, member_type, version, added_at) "
                                + "select ?, id, 'User', 1, now() from resource where id <= ? and type = 'User'");
                var update = connection.prepareStatement(
                        "update resource set membership_version = 1, etag = 2 where id = ?")) {
            insert.setString(1, group);
            insert.setString(2, id(members));
            insert.executeUpdate();
            update.setString(1, group);
            update.executeUpdate();
        }
        settle();
    }

    long number(String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The only text of a row with an id. */
    String text(String query, String id) throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            statement.setString(1, id);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
