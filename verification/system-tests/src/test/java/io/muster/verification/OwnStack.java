package io.muster.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.stack.command.Launcher;
import io.muster.stack.command.LauncherStack;
import io.muster.stack.local.Home;
import io.muster.stack.local.Service;
import io.muster.stack.torture.Rig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.logging.LogManager;
import javax.naming.NamingException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Four services as processes on real servers for a test class, from its first test to its last. Classes run side by side, each on a stack of its own. */
public final class OwnStack implements ParameterResolver {
    /** Twice the one of {@code ./muster torture}: here several stacks share the processors, and a promise is two leases long. */
    private static final Duration LEASE = Rig.LEASE.multipliedBy(2);

    private record Running(Rig rig) implements AutoCloseable {
        static Running start(String name) {
            LogManager.getLogManager().reset(); // Kafka's: thousands of lines
            var root = Path.of(System.getProperty("muster.root"));
            var home = new Home(
                    root,
                    root.resolve("verification/system-tests/target/stacks").resolve(name));
            for (var service : Service.values()) {
                assertThat(service.isBuilt(root)).as(service + " is built").isTrue();
            }
            var commands = new LauncherStack(new Launcher(home, Map.of(), System.out, System.err));
            try {
                return new Running(Rig.start(home, commands, LEASE, System.out::println));
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
        var name = context.getRequiredTestClass().getSimpleName();
        return context.getStore(Namespace.create(OwnStack.class))
                .computeIfAbsent(name, Running::start, Running.class)
                .rig();
    }
}
