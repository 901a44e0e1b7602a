package io.muster.stack.command;

import io.muster.servers.Ports;
import io.muster.stack.backup.StoreRestore;
import io.muster.stack.local.Service;
import io.muster.stack.local.StackState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Brings the gateway's store back to what ./muster backup wrote. The gateway has to be stopped.",
            "What has changed since is gone from it; the store's epoch rises, and the gateway tells everything once more",
            "when it starts. Tokens stay as they are now: a restore brings no revoked one back.",
            "",
            "Exit code 1: refused, or failed; then nothing has changed."
        },
        footer = {
            "",
            "For example:",
            "  ./muster stop scim-gateway",
            "  ./muster restore backups/monday",
            "  ./muster start scim-gateway"
        })
final class RestoreCommand implements Callable<Integer> {
    private final Launcher launcher;

    @Parameters(paramLabel = "DIR", description = "What ./muster backup wrote.")
    private Path directory = Path.of("");

    @Option(
            names = "--epoch",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "At least this epoch: into a database that was made anew, one more than the events of the topics carry.")
    private int epoch;

    @Option(names = "--json", description = "What was done as one JSON object.")
    private boolean json;

    RestoreCommand(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() {
        report(restore());
        return 0;
    }

    private StoreRestore.Restored restore() {
        var service = Service.SCIM_GATEWAY;
        try (var bar = Bar.on(launcher.err(), json)) {
            var backup = StoreRestore.of(directory, service.title(), bar::now);
            demandStopped(service);
            try (var connection = StoreConnection.open(launcher, service)) {
                return backup.into(connection, epoch, bar::now);
            }
        } catch (SQLException e) {
            throw new CommandFailed(
                    "Nothing was restored: the database of " + service.title() + " says: " + e.getMessage());
        } catch (IOException e) {
            throw new CommandFailed("Nothing was restored: the backup could not be read: " + e);
        }
    }

    /** On this machine; that no other one runs it is for the database to say. */
    private void demandStopped(Service service) {
        StackState.read(launcher.home()).flatMap(state -> state.url(service)).ifPresent(url -> {
            if (!Ports.isFree(URI.create(url).getPort())) {
                throw new CommandFailed("%s runs at %s. Stop it first: ./muster stop %s"
                        .formatted(service.title(), url, service.title()));
            }
        });
    }

    private void report(StoreRestore.Restored restored) {
        var manifest = restored.manifest();
        if (json) {
            launcher.print(Launcher.JSON
                    .createObjectNode()
                    .put("service", manifest.service())
                    .put("takenAt", manifest.takenAt().toString())
                    .put("rows", manifest.rows())
                    .put("epoch", restored.epoch())
                    .put("unsent", restored.unsent()));
            return;
        }
        launcher.err()
                .printf(
                        "Restored %s to %s: %,d rows. Its epoch is %d now; when it starts it tells everything once more.%n",
                        manifest.service(), manifest.takenAt(), manifest.rows(), restored.epoch());
        if (restored.unsent() > 0) {
            launcher.err()
                    .printf(
                            "%,d events of the state before had not been sent, and are gone with it.%n",
                            restored.unsent());
        }
    }
}
