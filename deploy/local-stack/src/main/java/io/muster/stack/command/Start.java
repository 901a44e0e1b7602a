package io.muster.stack.command;

import io.muster.stack.local.Holds;
import io.muster.stack.local.Readiness;
import io.muster.stack.local.Service;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a service of the running stack that ./muster stop SERVICE stopped, and waits until it is ready.",
            "Exit code 0: it takes requests."
        })
final class Start implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long PAUSE_MILLIS = 100;

    private final Launcher launcher;

    @Parameters(paramLabel = "SERVICE", description = "E.g. audit-service.")
    private String name = "";

    Start(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws InterruptedException {
        var service = Service.titled(name);
        var ready = Readiness.http(launcher.running()
                        .management(service)
                        .orElseThrow(() -> new CommandFailed(name + " is not part of the running stack."))
                + "/q/health/ready");
        new Holds(launcher.home()).remove(service.title());
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ready.isReady()) {
            if (System.nanoTime() > deadline) {
                throw new CommandFailed(
                        name + " is not ready after " + PATIENCE.toSeconds() + " s; see ./muster logs " + name);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        launcher.err().println(name + " is ready.");
        return 0;
    }
}
