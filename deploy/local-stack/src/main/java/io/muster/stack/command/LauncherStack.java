package io.muster.stack.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.muster.stack.demo.DemoStack;
import io.muster.stack.demo.StepFailed;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A running stack as the demo sees it: through the launcher's own commands. */
public final class LauncherStack implements DemoStack {
    private final Launcher launcher;

    /** The stack that runs in this launcher's home. */
    public LauncherStack(Launcher launcher) {
        this.launcher = launcher;
    }

    /** Also of a stack in which something is down: the command says so by its exit code, and prints the same. */
    @Override
    public JsonNode status() {
        var said = say("status", "--json");
        try {
            return Launcher.JSON.readTree(said.code() <= 1 && said.out().startsWith("{") ? said.out() : said.orThrow());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String tokenOf(String userId) {
        return muster("token", "--as", userId).strip();
    }

    @Override
    public String muster(String... arguments) {
        return say(arguments).orThrow();
    }

    @Override
    public String refused(String... arguments) {
        var said = say(arguments);
        StepFailed.unless(said.code != 0, "it was not refused: " + said);
        return said.toString();
    }

    private record Said(String command, int code, String out, String err) {
        String orThrow() {
            if (code != 0) {
                throw new CommandFailed(toString());
            }
            return out;
        }

        @Override
        public String toString() {
            return "muster %s ended with %d: %s%s".formatted(command, code, err, out);
        }
    }

    private Said say(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var quiet = new Launcher(
                launcher.home(),
                launcher.environment(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        int code = Commands.line(quiet).execute(arguments);
        return new Said(
                String.join(" ", arguments),
                code,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }
}
