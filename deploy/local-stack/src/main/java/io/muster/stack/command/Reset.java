package io.muster.stack.command;

import io.muster.stack.local.Leftovers;
import io.muster.stack.local.LocalServers;
import io.muster.stack.local.StackState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        description = {
            "Removes all local data and credentials; logs stay.",
            "Exit code 1, and nothing is removed, while a stack runs."
        })
final class Reset implements Callable<Integer> {
    private final Launcher launcher;

    Reset(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() {
        if (StackState.read(launcher.home()).isPresent()) {
            throw new CommandFailed("A stack runs. End it first: ./muster down");
        }
        Leftovers.end(launcher.home());
        LocalServers.stopLeft(launcher.options(), launcher.credentials());
        launcher.home().reset();
        launcher.err().println("Removed the data in " + launcher.home().directory() + ".");
        return 0;
    }
}
