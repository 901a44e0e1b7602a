package io.muster.stack.command;

import io.muster.log.DumpArchive;
import io.muster.stack.local.Service;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "audit", mixinStandardHelpOptions = true, description = "The audit log as files.")
final class Audit {
    private final Launcher launcher;

    private Audit(Launcher launcher) {
        this.launcher = launcher;
    }

    static CommandLine line(Launcher launcher) {
        return new CommandLine(new Audit(launcher));
    }

    @Command(
            name = "dump",
            mixinStandardHelpOptions = true,
            description = "Writes the whole log, with proofs and readable events, to a directory; see verify.")
    int dump(@Parameters(paramLabel = "DIR") Path directory) throws IOException {
        try (var archive =
                new ServiceClient(launcher).download(Service.AUDIT_SERVICE, "/audit/exports?content=plaintext")) {
            int files = DumpArchive.unpack(archive, directory);
            launcher.err().println("Wrote " + files + " files to " + directory + ".");
        }
        return 0;
    }
}
