package io.muster.stack.targets;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A target as the process that the launcher starts, so that a test can kill it. */
public final class TargetProcess implements AutoCloseable {
    private final Process process;
    private final String ready;

    private TargetProcess(Process process, String ready) {
        this.process = process;
        this.ready = ready;
    }

    /** Starts a main class on the test's class path and waits for its line on standard output. */
    public static TargetProcess start(Class<?> main, Map<String, String> environment, String... arguments)
            throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        var process = builder.start();
        BufferedReader output = process.inputReader();
        var line = output.readLine();
        while (line != null && !line.contains("ready on")) {
            line = output.readLine();
        }
        if (line == null) {
            throw new IOException(main.getSimpleName() + " ended with " + process.exitValue());
        }
        return new TargetProcess(process, line);
    }

    /** The address in the line that it printed. */
    public String url() {
        return ready.substring(ready.indexOf("ready on ") + "ready on ".length())
                .split(",", 2)[0];
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
