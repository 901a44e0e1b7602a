package io.muster.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.stack.command.Launcher;
import io.muster.stack.command.LauncherStack;
import io.muster.stack.local.Home;
import io.muster.stack.local.Service;
import io.muster.stack.torture.Rig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.LogManager;
import javax.naming.NamingException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Four services as processes on real servers. All classes that ask for them share them, because their start takes as long as many a test: they
 * start for the first class that asks and end after the last test.
 */
public final class OneStack implements ParameterResolver {
    private record Running(Rig rig) implements AutoCloseable {
        static Running start() {
            LogManager.getLogManager().reset(); // Kafka's: thousands of lines
            var root = Path.of(System.getProperty("muster.root"));
            var home = new Home(root, root.resolve("verification/system-tests/target/stack"));
            for (var service : Service.values()) {
                assertThat(service.isBuilt(root)).as(service + " is built").isTrue();
            }
            var commands = new LauncherStack(new Launcher(home, Map.of(), System.out, System.err));
            try {
                return new Running(Rig.start(home, commands, System.out::println));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while the stack started", e);
            } catch (IOException | NamingException e) {
                throw new AssertionError("the stack does not start", e);
            }
        }

        @Override
        public void close() throws NamingException {
            rig.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(Rig.class);
    }

    @Override
    public Rig resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(OneStack.class))
                .computeIfAbsent(OneStack.class, key -> Running.start(), Running.class)
                .rig();
    }
}
