package io.muster.stack.command;

import io.muster.stack.local.Holds;
import io.muster.stack.local.Leftovers;
import io.muster.stack.local.Service;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description = {
            "Stops one service of the running stack; the rest goes on. It stays away until ./muster start SERVICE.",
            "Exit code 0: it is gone."
        })
final class Stop implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Launcher launcher;

    @Parameters(paramLabel = "SERVICE", description = "E.g. audit-service.")
    private String name = "";

    Stop(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        var state = launcher.running();
        var service = Service.titled(name);
        new Holds(launcher.home()).add(service.title());
        var running = Leftovers.of(launcher.home()).stream() // a process id alone may have another owner by now
                .filter(process ->
                        state.pid(service).filter(pid -> pid == process.pid()).isPresent())
                .findFirst();
        if (running.isPresent()) {
            running.get().destroy();
            try {
                running.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                running.get().destroyForcibly();
                launcher.err().println(name + " did not stop within " + PATIENCE.toSeconds() + " s and was killed.");
            }
        }
        launcher.err().println(name + (running.isPresent() ? " is stopped." : " did not run."));
        return 0;
    }
}
