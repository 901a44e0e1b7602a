package io.muster.stack.local;

import io.muster.servers.ServerFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Processes that an earlier run of this home left behind because it was killed. */
public final class Leftovers {
    private static final long PATIENCE_SECONDS = 10;

    private Leftovers() {}

    /** What marks every process of a home on its command line. */
    static String mark(Home home) {
        return "-Dmuster.of=" + home.directory();
    }

    /** {@return the processes of this home, without this one} */
    public static List<ProcessHandle> of(Home home) {
        var mark = mark(home);
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> arguments(process).contains(mark))
                .toList();
    }

    /** From /proc where there is one: the JDK leaves out the arguments of a command line longer than a page. */
    private static List<String> arguments(ProcessHandle process) {
        var commandLine = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        if (Files.isReadable(commandLine)) {
            try {
                return List.of(Files.readString(commandLine, StandardCharsets.ISO_8859_1)
                        .split("\0", -1));
            } catch (IOException e) {
                return List.of(); // it ended meanwhile
            }
        }
        Optional<String[]> arguments = process.info().arguments();
        return arguments.map(List::of).orElse(List.of());
    }

    /** Kills them; what they acknowledged is in their stores. */
    public static int end(Home home) {
        var left = of(home);
        left.forEach(ProcessHandle::destroyForcibly);
        for (var process : left) {
            try {
                process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return left.size();
            } catch (ExecutionException | TimeoutException e) {
                throw new ServerFailed("Process " + process.pid() + " of an earlier run does not die", e);
            }
        }
        return left.size();
    }
}
