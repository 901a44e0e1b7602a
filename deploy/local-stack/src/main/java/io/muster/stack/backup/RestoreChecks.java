package io.muster.stack.backup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What has to be so before a store is replaced: the service is stopped, each replica of it, and the store has the backup's form. */
final class RestoreChecks {
    // A service reads its epoch from this row first: one that starts now waits for the end of the restore, one that
    // runs is
    // connected and is seen.
    private static final String LOCK = "set local lock_timeout = '10s'; lock table store in access exclusive mode";
    private static final String CONNECTED = """
            select a.pid, coalesce(nullif(a.application_name, ''), 'a client') || ' from '
                   || coalesce(host(a.client_addr), 'this machine')
              from pg_stat_activity a join pg_database d on d.oid = a.datid
             where d.datname = current_database() and a.pid <> pg_backend_pid() and a.backend_type = 'client backend'
               and (a.usesysid = d.datdba or a.application_name = ?)
             order by a.pid""";
    private static final String LEASE = """
            select owner, extract(epoch from until - clock_timestamp()) from relay_lease
             where until > clock_timestamp() order by until desc""";

    private RestoreChecks() {}

    /**
     * Takes the lock on the store for the transaction, and looks.
     *
     * @throws BackupFailed with the reason
     */
    static void demand(Connection connection, Manifest manifest) throws SQLException {
        if (!hasTables(connection)) {
            throw new BackupFailed("The database of " + manifest.service()
                    + " has no tables yet: start the service once, then stop it.");
        }
        try (var statement = connection.createStatement()) {
            statement.execute(LOCK);
        }
        demandNobody(connection, manifest.service());
        demandNoRelay(connection, manifest.service());
        demandForm(connection, manifest);
    }

    private static boolean hasTables(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select to_regclass('store') is not null")) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    private static void demandNobody(Connection connection, String service) throws SQLException {
        var connected = new ArrayList<String>();
        try (var statement = connection.prepareStatement(CONNECTED)) {
            statement.setString(1, StoreBackup.APPLICATION);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    connected.add("backend " + rows.getInt(1) + ", " + rows.getString(2));
                }
            }
        }
        if (!connected.isEmpty()) {
            throw new BackupFailed("%s runs: its database has %d connections (%s). Stop it first, every replica of it."
                    .formatted(service, connected.size(), connected.getFirst()));
        }
    }

    private static void demandNoRelay(Connection connection, String service) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(LEASE)) {
            if (rows.next()) {
                throw new BackupFailed(
                        "%s sends still, or was killed just now: the lease of %s runs for another %.0f s."
                                .formatted(service, rows.getString(1), Math.ceil(rows.getDouble(2))));
            }
        }
    }

    private static void demandForm(Connection connection, Manifest manifest) throws SQLException {
        var here = StoreTables.migrations(connection);
        if (!here.equals(manifest.migrations())) {
            throw new BackupFailed(
                    "The backup is of version %s of the tables, the database of version %s. Restore with the release that made it, then update."
                            .formatted(last(manifest.migrations()), last(here)));
        }
        var shapes = StoreTables.kept(connection).entrySet().stream()
                .map(table -> table.getKey() + table.getValue())
                .sorted()
                .toList();
        if (!shapes.equals(StoreRestore.shapes(manifest))) {
            throw new BackupFailed(
                    "The tables of the database are not those of the backup, although both are of version " + last(here)
                            + ".");
        }
    }

    private static String last(List<String> versions) {
        return versions.isEmpty() ? "none" : versions.getLast();
    }
}
