package io.muster.stack.command;

import io.muster.stack.local.LocalStack;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Starts PostgreSQL, Kafka, the MongoDB-protocol store, mailbox, demo targets and the services,",
            "waits until all are ready, and runs until Ctrl-C. A service that dies is started again. Data survives."
        })
final class Up implements Callable<Integer> {
    private final Launcher launcher;

    Up(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws InterruptedException {
        var begun = System.nanoTime();
        try (var stack = LocalStack.start(launcher.options())) {
            launcher.out().printf("%nMuster is up after %.1f s.%n%n", (System.nanoTime() - begun) / 1e9);
            for (var process : stack.processes()) {
                launcher.out().printf("  %-20s %s%n", process.plan().name(), process.url());
            }
            launcher.out().println();
            launcher.out()
                    .println("  Tokens and passwords:  ./muster status --json     (kept in "
                            + launcher.home().secrets() + ")");
            launcher.out().println("  The HR feed's token:   ./muster token --client hr");
            launcher.out().println("  Logs:                  ./muster logs SERVICE -f");
            launcher.out().println("  End it with Ctrl-C or ./muster down; its data stays.");
            new CountDownLatch(1).await(); // until a signal ends the JVM, whose hook ends the stack in order
        }
        return 0;
    }
}
