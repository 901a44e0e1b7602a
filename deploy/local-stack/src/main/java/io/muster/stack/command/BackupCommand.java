package io.muster.stack.command;

import io.muster.stack.backup.Manifest;
import io.muster.stack.backup.StoreBackup;
import io.muster.stack.local.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the gateway's store to a directory while everything runs: people, groups, memberships, schemas,",
            "passwords (as hashes), imports, tokens (as hashes). One moment of it, file by file with its SHA-256.",
            "",
            "The files hold people's data: only you can read them. Bring it back with ./muster restore.",
            "Exit code 1: it could not be written; then there is none."
        })
final class BackupCommand implements Callable<Integer> {
    private final Launcher launcher;

    @Parameters(paramLabel = "DIR", description = "A directory that is not there yet, or empty.")
    private Path directory = Path.of("");

    @Option(names = "--json", description = "What was written as one JSON object.")
    private boolean json;

    BackupCommand(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() {
        var written = write();
        if (json) {
            launcher.print(Launcher.JSON
                    .createObjectNode()
                    .put("service", written.service())
                    .put("directory", directory.toAbsolutePath().normalize().toString())
                    .put("takenAt", written.takenAt().toString())
                    .put("epoch", written.epoch())
                    .put("tables", written.tables().size())
                    .put("rows", written.rows()));
        } else {
            launcher.err()
                    .printf(
                            "Backed up %s as of %s: %,d rows of %d tables, epoch %d, in %s.%n",
                            written.service(),
                            written.takenAt(),
                            written.rows(),
                            written.tables().size(),
                            written.epoch(),
                            directory);
        }
        return 0;
    }

    private Manifest write() {
        var service = Service.SCIM_GATEWAY;
        try (var connection = StoreConnection.open(launcher, service);
                var bar = Bar.on(launcher.err(), json)) {
            return StoreBackup.write(connection, service.title(), directory, bar::now);
        } catch (SQLException e) {
            throw new CommandFailed("The database of " + service.title() + " could not be read: " + e.getMessage());
        } catch (IOException e) {
            throw new CommandFailed("The backup could not be written: " + e);
        }
    }
}
