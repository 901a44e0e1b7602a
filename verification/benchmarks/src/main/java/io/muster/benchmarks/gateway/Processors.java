package io.muster.benchmarks.gateway;

import io.muster.servers.PostgresServer;
import io.muster.stack.local.ManagedProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Which process had how much of the machine's processors while something was measured: what a figure's rest went to. */
final class Processors {
    private final Map<String, ManagedProcess> applications;
    private final PostgresServer server;

    /**
     * Looks at these.
     *
     * @param applications by the name that they have in the figures
     */
    Processors(Map<String, ManagedProcess> applications, PostgresServer server) {
        this.applications = new LinkedHashMap<>(applications);
        this.server = server;
    }

    /** Processor time of each until now, since its start. */
    Map<String, Duration> now() {
        var times = new LinkedHashMap<String, Duration>();
        applications.forEach((name, process) -> times.put(
                name, ProcessHandle.of(process.pid()).map(Processors::of).orElse(Duration.ZERO)));
        times.put(
                "PostgreSQL",
                server.process().stream()
                        .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants()))
                        .map(Processors::of)
                        .reduce(Duration.ZERO, Duration::plus));
        times.put("Kafka", of(ProcessHandle.current()));
        return times;
    }

    private static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /**
     * Shares of all processors of the machine.
     *
     * @param seen the load that was measured between both; Kafka runs in the process of the generator, whose own threads are
     *     counted apart
     */
    static Map<String, Double> shares(Map<String, Duration> before, Map<String, Duration> after, Load.Seen seen) {
        double all = (double) seen.took().toNanos() * Runtime.getRuntime().availableProcessors();
        var shares = new LinkedHashMap<String, Double>();
        after.forEach((name, time) -> {
            var took = time.minus(before.getOrDefault(name, Duration.ZERO));
            var own = name.equals("Kafka") ? took.minus(seen.generator()) : took;
            shares.put(name, own.toNanos() / all);
        });
        shares.put("generator", seen.generator().toNanos() / all);
        return shares;
    }
}
