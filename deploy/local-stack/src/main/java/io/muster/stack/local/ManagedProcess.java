package io.muster.stack.local;

import io.muster.servers.ServerFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One process of the stack: started, watched, started again when it dies unasked, and in fault tests killed or paused. */
public final class ManagedProcess {
    private static final Duration ORDERLY = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);
    /** A process that lived this long starts its back-off anew. */
    private static final Duration STABLE = Duration.ofMinutes(1);

    private final Plan plan;
    private final boolean restart;
    private final Consumer<String> progress;
    private final Runnable changed;
    private final Holds holds;
    private @Nullable Process process;
    private boolean wanted;
    private int deaths;
    private long startedAt;
    private long logFrom;

    /**
     * What is run.
     *
     * @param name e.g. {@code scim-gateway}
     * @param command program and arguments
     * @param environment variables beside the launcher's own
     * @param log where its output goes
     * @param url where it serves
     * @param readiness when it takes requests
     */
    public record Plan(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path log,
            String url,
            Readiness readiness) {}

    ManagedProcess(Plan plan, boolean restart, Consumer<String> progress, Runnable changed, Holds holds) {
        this.plan = plan;
        this.restart = restart;
        this.progress = progress;
        this.changed = changed;
        this.holds = holds;
    }

    /** Starts it; does nothing if it runs. Returns at once: see {@link #awaitReady}. */
    public void start() {
        start(Map.of());
    }

    /**
     * Starts it with more environment, this once.
     *
     * @param more e.g. a fault point, {@code MUSTER_FAULT_INTAKE_AFTER_COMMIT=halt}
     */
    public synchronized void start(Map<String, String> more) {
        wanted = true;
        if (process != null && process.isAlive()) {
            return;
        }
        var builder = new ProcessBuilder(inSessionOfItsOwn(plan.command()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(plan.log().toFile()));
        builder.environment().putAll(plan.environment());
        builder.environment().putAll(more);
        logFrom = LastWords.end(plan.log());
        try {
            var starting = builder.start();
            starting.getOutputStream().close();
            process = starting;
            startedAt = System.nanoTime();
            var unused = starting.onExit().thenAccept(this::ended);
        } catch (IOException e) {
            throw new ServerFailed(plan.name() + " could not be started: " + e.getMessage(), e);
        }
        changed.run();
    }

    /** Ctrl-C reaches the launcher only, which then ends its processes in order. */
    private static List<String> inSessionOfItsOwn(List<String> command) {
        var whole = new ArrayList<String>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            whole.add("/usr/bin/setsid");
        }
        whole.addAll(command);
        return whole;
    }

    private synchronized void ended(Process dead) {
        if (!dead.equals(process) || !wanted) {
            return;
        }
        if (holds.has(plan.name())) {
            progress.accept(
                    plan.name() + " was stopped and stays away. It comes back with: ./muster start " + plan.name());
            changed.run();
            lookAgain();
            return;
        }
        if (Duration.ofNanos(System.nanoTime() - startedAt).compareTo(STABLE) > 0) {
            deaths = 0;
        }
        deaths++;
        var end = plan.name() + " (process " + dead.pid() + ") " + end(dead);
        if (!restart) {
            progress.accept(end);
            return;
        }
        var wait = Duration.ofSeconds(1L << Math.min(deaths - 1, 5));
        var backOff = wait.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : wait;
        progress.accept(end + ". Started again in " + backOff.toSeconds() + " s.");
        var later = CompletableFuture.delayedExecutor(backOff.toMillis(), TimeUnit.MILLISECONDS);
        var unused = CompletableFuture.runAsync(this::startAgain, later);
    }

    /** A code alone does not tell that, say, another process took the port. */
    private synchronized String end(Process dead) {
        var reason = LastWords.of(plan.log(), logFrom)
                .map(words -> " (" + words + ")")
                .orElse("");
        return "ended with code " + dead.exitValue() + reason + "; its log: " + plan.log();
    }

    private void lookAgain() {
        var later = CompletableFuture.delayedExecutor(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        var unused = CompletableFuture.runAsync(this::startAgain, later);
    }

    private synchronized void startAgain() {
        if (!wanted) {
            return;
        }
        if (holds.has(plan.name())) {
            lookAgain();
            return;
        }
        try {
            start();
        } catch (ServerFailed e) {
            progress.accept(e.getMessage() + ". It stays away.");
        }
    }

    /** Stops it in order (SIGTERM, after 20 s SIGKILL); it stays away until {@link #start()}. */
    public void stop() {
        var ending = unwanted();
        if (ending != null && ending.isAlive()) {
            ending.destroy();
            awaitEnd(ending);
        }
    }

    /** Asks it to stop, without waiting. */
    void askToStop() {
        var ending = unwanted();
        if (ending != null) {
            ending.destroy();
        }
    }

    /** {@code kill -9}; returns when it is gone. It stays away until {@link #start()}. */
    public void kill9() {
        var ending = unwanted();
        if (ending != null) {
            ending.destroyForcibly();
            awaitEnd(ending);
        }
    }

    private synchronized @Nullable Process unwanted() {
        wanted = false;
        return process;
    }

    private void awaitEnd(Process ending) {
        try {
            if (!ending.waitFor(ORDERLY.toMillis(), TimeUnit.MILLISECONDS)) {
                progress.accept(plan.name() + " did not stop within " + ORDERLY.toSeconds() + " s and is killed.");
                ending.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            ending.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        changed.run();
    }

    /** Halts it (SIGSTOP): it holds its connections and does nothing. */
    public void pause() {
        signal("STOP");
    }

    /** Lets it go on after {@link #pause()}. */
    public void resume() {
        signal("CONT");
    }

    /** {@return whether it lives and is halted, by {@link #pause()} or by itself at a fault point} */
    public boolean isPaused() {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid()), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).startsWith("T");
        } catch (IOException e) {
            return false; // it ended
        }
    }

    private void signal(String name) {
        try {
            var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new ServerFailed(plan.name() + " could not be sent SIG" + name);
            }
        } catch (IOException e) {
            throw new ServerFailed(plan.name() + " could not be sent SIG" + name + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailed("Interrupted", e);
        }
    }

    /**
     * Waits until it takes requests.
     *
     * @throws ServerFailed if it does not within the time, or died; the message names its log
     */
    public void awaitReady(Duration patience) {
        var deadline = System.nanoTime() + patience.toNanos();
        while (!plan.readiness().isReady()) {
            var current = current();
            try {
                if (current.waitFor(100, TimeUnit.MILLISECONDS) && !restart) {
                    throw new ServerFailed(plan.name() + " " + end(current));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ServerFailed("Interrupted while " + plan.name() + " came up", e);
            }
            if (System.nanoTime() > deadline) {
                throw new ServerFailed(
                        plan.name() + " is not ready after " + patience.toSeconds() + " s; its log: " + plan.log());
            }
        }
    }

    /** {@return whether it takes requests now} */
    public boolean isReady() {
        return plan.readiness().isReady();
    }

    /** {@return whether it lives} */
    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** {@return its process id, also after its end} */
    public long pid() {
        return current().pid();
    }

    private synchronized Process current() {
        if (process == null) {
            throw new IllegalStateException(plan.name() + " was never started");
        }
        return process;
    }

    /** {@return where it serves} */
    public String url() {
        return plan.url();
    }

    /** {@return what is run} */
    public Plan plan() {
        return plan;
    }
}
