package io.muster.stack.command;

import io.muster.log.DumpVerifier;
import io.muster.log.NoteVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Verifies a dump of the audit log offline: every entry, every signature.",
            "Exit code 0: all is as it was signed; 1: what is broken is named."
        })
final class Verify implements Callable<Integer> {
    private final Launcher launcher;

    @Parameters(paramLabel = "DIR", description = "What ./muster audit dump wrote.")
    private Path directory = Path.of("");

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "The log's public key that you have from elsewhere, a file of GET /log/key; without it the dump's own key is believed.")
    private @Nullable Path key;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    Verify(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws IOException {
        var report = key == null ? DumpVerifier.verify(directory) : DumpVerifier.verify(directory, trusted(key));
        if (json) {
            var answer = Launcher.JSON
                    .createObjectNode()
                    .put("sound", report.sound())
                    .put("origin", report.origin())
                    .put("entries", report.entries())
                    .put("checkpoints", report.checkpoints());
            var findings = answer.putArray("findings");
            report.findings().forEach(finding -> findings.add(finding.toString()));
            launcher.print(answer);
        } else {
            report.lines().forEach(launcher.out()::println);
        }
        return report.sound() ? 0 : 1;
    }

    private static NoteVerifier trusted(Path file) throws IOException {
        try {
            return NoteVerifier.parse(Files.readString(file).strip());
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(file + " is not a log's public key: " + e.getMessage());
        }
    }
}
