package io.muster.runtime.fault;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The dangerous moments by name, {@code relay.after-read}: tests set {@code muster.fault.relay.after-read=halt} and the
 * process dies exactly there. Values: {@code halt}, {@code stop}, {@code pause:PT3S}, each with {@code ,once} or
 * {@code ,at:N}. Passing a point that is not set costs a look into an empty map.
 */
public final class FaultPoints {
    /** What the names of the settings start with. */
    public static final String PREFIX = "muster.fault.";

    private static final Logger LOG = Logger.getLogger(FaultPoints.class);

    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> passages = new ConcurrentHashMap<>();

    /**
     * @param settings fault by name of the point, {@code relay.after-read → halt}
     * @param allowed whether this process may have faults at all
     * @throws IllegalStateException if there are faults where none are allowed
     */
    public FaultPoints(Map<String, String> settings, boolean allowed) {
        if (!allowed && !settings.isEmpty()) {
            throw new IllegalStateException(
                    "fault points are set but muster.test-clock is not true: " + String.join(", ", settings.keySet()));
        }
        settings.forEach((name, text) -> faults.put(normal(name), Fault.parse(text)));
    }

    /** No faults: for production code paths in plain tests. */
    public static FaultPoints none() {
        return new FaultPoints(Map.of(), false);
    }

    /** Passes a point on a thread that may block. */
    public void hit(String name) {
        pass(name).ifPresent(FaultPoints::sleep);
    }

    /** Passes a point on an event loop: completes when the pause is over. */
    public Uni<Void> reach(String name) {
        var pause = pass(name);
        var passed = Uni.createFrom().voidItem();
        return pause.isEmpty() ? passed : passed.onItem().delayIt().by(pause.get());
    }

    private Optional<Duration> pass(String name) {
        if (faults.isEmpty()) {
            return Optional.empty();
        }
        var key = normal(name);
        var fault = faults.get(key);
        if (fault == null) {
            return Optional.empty();
        }
        int passage = passages.computeIfAbsent(key, any -> new AtomicInteger()).incrementAndGet();
        if (!fault.happensAt(passage)) {
            return Optional.empty();
        }
        LOG.warnf("fault point %s, passage %d: %s", name, passage, fault);
        return switch (fault.kind()) {
            case HALT -> {
                Runtime.getRuntime().halt(137);
                yield Optional.empty();
            }
            case STOP -> {
                stopThisProcess();
                yield Optional.empty();
            }
            case PAUSE -> Optional.of(fault.length());
        };
    }

    /** Environment variables know neither dots nor dashes: {@code MUSTER_FAULT_RELAY_AFTER_READ}. */
    private static String normal(String name) {
        return name.replace('-', '.');
    }

    private static void stopThisProcess() {
        try {
            var pid = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("kill", "-STOP", pid).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop this process", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sleep(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
