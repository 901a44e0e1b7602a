package io.muster.stack.command;

import io.muster.stack.demo.Demo;
import io.muster.stack.demo.DemoSettings;
import io.muster.stack.local.LocalStack;
import io.muster.stack.local.StackState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "The main job on the sample organization, each step seen in the targets, on the topics and in the audit.",
            "Uses the stack that runs; starts one, and ends it again, if none does. Exit code 0 only if all was seen."
        })
final class DemoCommand implements Callable<Integer> {
    private final Launcher launcher;

    @Option(names = "--people", defaultValue = "1000", description = "How many HR brings (default ${DEFAULT-VALUE}).")
    private int people;

    @Option(names = "--rate", defaultValue = "20", description = "How many a second (default ${DEFAULT-VALUE}).")
    private int perSecond;

    @Option(names = "--report", description = "Where the page goes (default demo-report.html beside the sources).")
    private @Nullable Path report;

    DemoCommand(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, NamingException {
        if (StackState.read(launcher.home()).isPresent()) {
            return demo();
        }
        try (var stack = LocalStack.start(launcher.options())) {
            launcher.err().printf("%d processes are ready.%n", stack.processes().size());
            return demo();
        }
    }

    private int demo() throws IOException, InterruptedException, NamingException {
        var usual = DemoSettings.standard(launcher.home().root());
        var settings = new DemoSettings(
                people, perSecond, usual.organization(), usual.mapping(), report != null ? report : usual.report());
        return new Demo(new LauncherStack(launcher), settings, launcher.out()).run() ? 0 : 1;
    }
}
