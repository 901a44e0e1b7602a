package io.muster.stack.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.muster.stack.local.Credentials;
import io.muster.stack.local.Home;
import io.muster.stack.local.PortMap;
import io.muster.stack.local.StackOptions;
import io.muster.stack.local.StackState;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;

/**
 * What every command works with.
 *
 * @param home sources and data
 * @param environment the process's environment
 * @param out what was asked for
 * @param err what happens meanwhile, and what went wrong
 */
public record Launcher(Home home, Map<String, String> environment, PrintStream out, PrintStream err) {
    static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public Launcher {
        environment = Map.copyOf(environment);
    }

    /** The launcher of this process. */
    public static Launcher of(Home home, Map<String, String> environment) {
        return new Launcher(
                home,
                environment,
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8));
    }

    StackOptions options() {
        return StackOptions.from(home, environment, err::println);
    }

    PortMap ports() {
        return PortMap.from(environment);
    }

    Credentials credentials() {
        return Credentials.in(home, InstantSource.system());
    }

    /** The stack that runs, or a {@link CommandFailed} that says how to start one. */
    StackState running() {
        return StackState.read(home)
                .orElseThrow(
                        () -> new CommandFailed("Nothing runs in " + home.directory() + ". Start it: ./muster up"));
    }

    void print(JsonNode json) {
        try {
            out.println(JSON.writeValueAsString(json));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
