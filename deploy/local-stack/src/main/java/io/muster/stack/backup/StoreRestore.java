package io.muster.stack.backup;

import io.muster.stack.backup.StoreBackup.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.postgresql.PGConnection;

/**
 * Brings a backup back into the database of a service that is stopped: one transaction, so that whatever ends it leaves the store as it was.
 * All files are checked before it begins. The store's epoch rises with it: from then on subscribers take what the service tells, although its
 * versions are lower than those that they have seen.
 */
public final class StoreRestore {
    private static final int BUFFER = 64 * 1024;

    private final Path directory;
    private final Manifest manifest;

    private StoreRestore(Path directory, Manifest manifest) {
        this.directory = directory;
        this.manifest = manifest;
    }

    /**
     * What was done.
     *
     * @param epoch of the store from now on
     * @param unsent events of the state before that were never sent, and are gone with it
     */
    public record Restored(Manifest manifest, int epoch, long unsent) {}

    /**
     * Reads a backup and compares each file with what the manifest says of it; changes nothing.
     *
     * @throws BackupFailed if it is none, of another service, or damaged
     */
    public static StoreRestore of(Path directory, String service, Progress progress) throws IOException {
        var manifest = Manifest.in(directory);
        if (!manifest.service().equals(service)) {
            throw new BackupFailed(
                    "The backup in " + directory + " is of " + manifest.service() + ", not of " + service + ".");
        }
        int checked = 0;
        for (var table : manifest.tables()) {
            progress.now(
                    "checking " + table.name(), checked++, manifest.tables().size());
            check(directory.resolve(Manifest.Table.file(table.name())), table);
        }
        return new StoreRestore(directory, manifest);
    }

    private static void check(Path file, Manifest.Table table) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BackupFailed("The backup is damaged, and nothing was restored: " + file + " is missing.");
        }
        if (Files.size(file) != table.bytes() || !BackupFiles.sha256(file).equals(table.sha256())) {
            throw new BackupFailed("The backup is damaged, and nothing was restored: " + file
                    + " is not what was written (its SHA-256 differs).");
        }
    }

    /**
     * Brings it back.
     *
     * @param connection to the service's database, for this alone: what fails is rolled back when the caller closes it
     * @param leastEpoch the epoch rises to this at least: for a database that does not know what subscribers have seen
     * @throws BackupFailed if it is refused; then nothing has changed
     */
    public Restored into(Connection connection, int leastEpoch, Progress progress) throws IOException, SQLException {
        connection.setAutoCommit(false);
        RestoreChecks.demand(connection, manifest);
        var restored = replace(connection, leastEpoch, progress);
        connection.commit();
        return restored;
    }

    private Restored replace(Connection connection, int leastEpoch, Progress progress)
            throws IOException, SQLException {
        int epoch = Math.max(Math.max(StoreTables.identity(connection).epoch(), manifest.epoch()) + 1, leastEpoch);
        var carried = CarriedOver.from(connection);
        truncate(connection);
        int done = 0;
        for (var table : manifest.tables()) {
            progress.now(table.name(), done++, manifest.tables().size());
            copyIn(connection, table);
        }
        carried.into(connection, epoch);
        raiseSequences(connection);
        try (var statement = connection.createStatement()) {
            statement.execute("analyze");
        }
        return new Restored(manifest, epoch, carried.unsent());
    }

    /** All at once, for they refer to each other. */
    private static void truncate(Connection connection) throws SQLException {
        var names = new ArrayList<String>();
        for (var table : StoreTables.kept(connection).keySet()) {
            names.add(StoreTables.quoted(table));
        }
        for (var table : StoreTables.emptied(connection)) {
            names.add(StoreTables.quoted(table));
        }
        try (var statement = connection.createStatement()) {
            statement.execute("truncate " + String.join(", ", names));
        }
    }

    private void copyIn(Connection connection, Manifest.Table table) throws IOException, SQLException {
        var sql = "copy " + StoreTables.quoted(table.name(), table.columns()) + " from stdin";
        var file = directory.resolve(Manifest.Table.file(table.name()));
        try (var in = new GZIPInputStream(Files.newInputStream(file), BUFFER)) {
            long rows = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, in, BUFFER);
            if (rows != table.rows()) {
                throw new BackupFailed(
                        "%s holds %d rows instead of %d; nothing was restored.".formatted(file, rows, table.rows()));
            }
        }
    }

    /** Never back: what a sequence has given once is known elsewhere. */
    private void raiseSequences(Connection connection) throws SQLException {
        var now = StoreTables.sequences(connection);
        var raised = new LinkedHashMap<String, Long>(now);
        manifest.sequences()
                .forEach((name, last) -> raised.computeIfPresent(name, (key, value) -> Math.max(value, last)));
        try (var statement = connection.prepareStatement("select setval(cast(? as regclass), ?)")) {
            for (var sequence : raised.entrySet()) {
                if (sequence.getValue() > 0) {
                    statement.setString(1, StoreTables.quoted(sequence.getKey()));
                    statement.setLong(2, sequence.getValue());
                    statement.execute();
                }
            }
        }
    }

    /** The tables of a backup by name, as this store would have them. */
    static List<String> shapes(Manifest manifest) {
        return manifest.tables().stream()
                .map(table -> table.name() + table.columns())
                .sorted()
                .toList();
    }
}
