package io.muster.stack.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import org.postgresql.PGConnection;

/**
 * Writes a service's store to a directory while the service runs: one snapshot of the database (read only, {@code REPEATABLE READ}), table by
 * table. The directory has its name only when all of it is on the disk.
 */
public final class StoreBackup {
    /** How the database lists connections of backups and restores. */
    public static final String APPLICATION = "muster backup";

    private StoreBackup() {}

    /**
     * Writes it.
     *
     * @param connection to the service's database; is in a transaction while this runs
     * @param wanted a directory that is not there, or empty
     * @throws BackupFailed if it cannot be; then there is none
     */
    public static Manifest write(Connection connection, String service, Path wanted, Progress progress)
            throws IOException, SQLException {
        var partial = BackupFiles.begin(wanted);
        try {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            var manifest = copy(connection, service, partial, progress);
            connection.rollback();
            BackupFiles.write(partial.resolve(Manifest.FILE), manifest.bytes());
            BackupFiles.finish(partial, wanted);
            return manifest;
        } catch (IOException | SQLException | RuntimeException e) {
            BackupFiles.abandon(partial);
            throw e;
        }
    }

    private static Manifest copy(Connection connection, String service, Path directory, Progress progress)
            throws IOException, SQLException {
        var identity = StoreTables.identity(connection); // the first query takes the snapshot
        var tables = StoreTables.kept(connection);
        var copied = new ArrayList<Manifest.Table>();
        var copy = connection.unwrap(PGConnection.class).getCopyAPI();
        for (var table : tables.entrySet()) {
            progress.now(table.getKey(), copied.size(), tables.size());
            var sql = "copy " + StoreTables.quoted(table.getKey(), table.getValue()) + " to stdout";
            var file = directory.resolve(Manifest.Table.file(table.getKey()));
            var written = BackupFiles.write(file, out -> copy.copyOut(sql, out));
            copied.add(new Manifest.Table(
                    table.getKey(), table.getValue(), written.rows(), written.bytes(), written.sha256()));
        }
        return new Manifest(
                Manifest.FORMAT,
                service,
                identity.id(),
                identity.epoch(),
                identity.now(),
                StoreTables.migrations(connection),
                StoreTables.sequences(connection), // of no snapshot: never lower than what the rows have
                copied);
    }

    /** Is told how far it is. */
    public interface Progress {
        /** So many of so many are done; now comes this table. */
        void now(String table, long done, long of);
    }
}
