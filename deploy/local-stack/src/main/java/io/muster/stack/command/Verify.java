package io.muster.stack.command;

import io.muster.log.DumpVerifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    Verify(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws IOException {
        var report = DumpVerifier.verify(directory);
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
}
