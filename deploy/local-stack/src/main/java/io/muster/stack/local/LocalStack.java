package io.muster.stack.local;

import io.muster.servers.Ports;
import io.muster.servers.ServerFailed;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A running stack: servers, mailbox, demo targets and those of the services that are built.
 *
 * <pre>{@code
 * try (var stack = LocalStack.start(options)) {
 *     stack.service("scim-gateway").kill9();
 *     stack.service("scim-gateway").start();
 * }
 * }</pre>
 */
public final class LocalStack implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final StackOptions options;
    private final Credentials credentials;
    private final FileLock lock;
    private final Map<String, ManagedProcess> processes = new LinkedHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Holds holds;
    private @Nullable LocalServers servers;

    private LocalStack(StackOptions options) {
        this.options = options;
        this.credentials = Credentials.in(options.home(), InstantSource.system());
        this.lock = lock(options.home());
        this.holds = new Holds(options.home());
    }

    /**
     * Starts everything and waits until all of it takes requests.
     *
     * @throws ServerFailed with a sentence for a person; then nothing is left running
     */
    public static LocalStack start(StackOptions options) {
        var stack = new LocalStack(options);
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "end-in-order")); // Ctrl-C, also while it starts
        try {
            stack.startServers();
            stack.startProcesses();
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private void startServers() {
        int left = Leftovers.end(options.home());
        if (left > 0) {
            options.progress().accept("Ended " + left + " processes that an earlier run had left.");
        }
        requireFreePorts();
        var own = options.external().missing();
        options.progress().accept(own.isEmpty() ? "All servers are yours" : "Starting " + String.join(", ", own));
        var starting = LocalServers.start(options, credentials);
        servers = starting;
        starting.lines().forEach(line -> options.progress().accept("  " + line));
    }

    /** All at once, before anything runs: one clear message instead of a half-started stack. */
    private void requireFreePorts() {
        for (var port : Port.values()) {
            var ownServer = port == Port.POSTGRESQL
                    || port == Port.KAFKA
                    || port == Port.KAFKA_CONTROLLER
                    || port == Port.MONGODB;
            if (!ownServer) {
                Ports.requireFree(options.ports().of(port), port.name().toLowerCase(java.util.Locale.ROOT));
            }
        }
    }

    private void startProcesses() {
        var plans = new Plans(options, credentials, servers());
        var wanted = Arrays.stream(Service.values())
                .filter(options.services()::contains)
                .toList();
        var all = new ArrayList<ManagedProcess.Plan>();
        if (wanted.contains(Service.LIFECYCLE_WORKFLOWS)) {
            all.add(plans.mailbox());
        }
        if (wanted.contains(Service.OUTBOUND_DISPATCHER)) {
            all.addAll(List.of(plans.codeHost(), plans.directory()));
        }
        wanted.stream()
                .filter(service -> service.isBuilt(options.home().root()))
                .map(plans::service)
                .forEach(all::add);
        for (var plan : all) {
            holds.remove(plan.name()); // a stack begins with all that it has
            synchronized (processes) {
                processes.put(
                        plan.name(),
                        new ManagedProcess(plan, options.restart(), options.progress(), this::record, holds));
            }
        }
        options.progress()
                .accept("Starting "
                        + String.join(
                                ", ",
                                all.stream().map(ManagedProcess.Plan::name).toList()));
        var since = System.nanoTime();
        processes().stream().filter(process -> !closed.get()).forEach(ManagedProcess::start);
        for (var process : processes()) {
            process.awaitReady(PATIENCE);
            options.progress()
                    .accept(String.format(
                            "  %-20s ready after %.1f s  %s",
                            process.plan().name(), (System.nanoTime() - since) / 1e9, process.url()));
        }
        for (var service : wanted) {
            if (!service.isBuilt(options.home().root())) {
                options.progress().accept("  " + service.title() + " is not built and was left out");
            }
        }
    }

    private void record() {
        if (!closed.get()) {
            StackState.of(this).write(options.home());
        }
    }

    /**
     * A service, target or the mailbox.
     *
     * @param name e.g. {@code scim-gateway}, {@code code-host}, {@code directory}, {@code mailbox}
     */
    public ManagedProcess service(String name) {
        synchronized (processes) {
            var process = processes.get(name);
            if (process == null) {
                throw new IllegalArgumentException("There is no " + name + " in this stack, but " + processes.keySet());
            }
            return process;
        }
    }

    /**
     * One more process of a service, beside the first and on ports of its own; it is not started yet and ends with the
     * stack.
     *
     * @return it is called {@code outbound-dispatcher-2}
     */
    public ManagedProcess replica(Service service) {
        return added(new Plans(options, credentials, servers()).replica(service));
    }

    /**
     * Another application, run as a service is: the same JVM options and the same environment, its database among it, on
     * ports of its own. It is not started yet and ends with the stack.
     *
     * @param jar what {@code java -jar} runs
     */
    public ManagedProcess beside(Service service, String name, Path jar) {
        return added(new Plans(options, credentials, servers()).beside(service, name, jar));
    }

    private ManagedProcess added(ManagedProcess.Plan plan) {
        var added = new ManagedProcess(plan, options.restart(), options.progress(), this::record, holds);
        synchronized (processes) {
            if (processes.putIfAbsent(plan.name(), added) != null) {
                throw new IllegalStateException(plan.name() + " is part of this stack already");
            }
        }
        return added;
    }

    /** {@return all processes, in the order of their start} */
    public Collection<ManagedProcess> processes() {
        synchronized (processes) {
            return List.copyOf(processes.values());
        }
    }

    /** {@return PostgreSQL, Kafka and MongoDB} */
    public LocalServers servers() {
        if (servers == null) {
            throw new IllegalStateException("The servers do not run");
        }
        return servers;
    }

    /** {@return tokens and passwords} */
    public Credentials credentials() {
        return credentials;
    }

    /** {@return how it runs} */
    public StackOptions options() {
        return options;
    }

    /** Ends everything in order: services, targets, then the servers. Data stays. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        var ending = new ArrayList<>(processes()).reversed();
        ending.forEach(ManagedProcess::askToStop); // together: the slowest decides how long it takes
        ending.forEach(ManagedProcess::stop);
        if (servers != null) {
            servers.close();
        }
        StackState.remove(options.home());
        try {
            lock.channel().close();
        } catch (IOException e) {
            throw new ServerFailed("The lock of " + options.home().directory() + " could not be released: " + e, e);
        }
    }

    private static FileLock lock(Home home) {
        var file = home.state().resolveSibling("up.lock");
        try {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw running(home);
            }
            return lock;
        } catch (OverlappingFileLockException e) {
            throw running(home);
        } catch (IOException e) {
            throw new ServerFailed(file + " could not be locked: " + e, e);
        }
    }

    private static ServerFailed running(Home home) {
        return new ServerFailed(
                "A stack runs already in " + home.directory()
                        + ". `./muster status` shows it, `./muster down` ends it; MUSTER_HOME and MUSTER_PORT_OFFSET make room for a second one.");
    }
}
