package io.muster.stack.command;

import io.muster.stack.local.Leftovers;
import io.muster.stack.local.LocalServers;
import io.muster.stack.local.StackState;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = {
            "Ends the stack in order, or what a killed one left behind. Data stays.",
            "Exit code 0: nothing runs now."
        })
final class Down implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Launcher launcher;

    Down(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws InterruptedException {
        var running = StackState.read(launcher.home()).flatMap(state -> ProcessHandle.of(state.pid()));
        running.ifPresent(ProcessHandle::destroy);
        if (running.isPresent()) {
            try {
                running.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException e) {
                running.get().destroyForcibly();
                launcher.err().println("It did not end within " + PATIENCE.toSeconds() + " s and was killed.");
            }
        }
        int left = Leftovers.end(launcher.home());
        var postgres = LocalServers.stopLeft(launcher.options(), launcher.credentials());
        var found = running.isPresent() || left > 0 || postgres;
        launcher.err().println(found ? "Ended." : "Nothing ran.");
        return 0;
    }
}
