package io.muster.benchmarks.gateway;

import io.muster.benchmarks.Times;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/** A closed loop: each connection sends its next request as soon as the last one was answered. */
final class Load {
    private Load() {}

    /** What is asked next, by any of the connections. */
    interface Work {
        Request next();
    }

    /**
     * What was seen.
     *
     * @param times of each answer
     * @param took the load as a whole
     * @param generator processor time of the generator's own threads
     */
    record Seen(Times times, Duration took, Duration generator) {
        double perSecond() {
            return times.count() * 1e9 / took.toNanos();
        }
    }

    /** So many connections for so long. */
    static Seen run(URI origin, int connections, Duration time, Work work) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        long end = begun + time.toNanos();
        try (var threads = Executors.newFixedThreadPool(connections)) {
            var running = new ArrayList<Future<Seen>>();
            for (int i = 0; i < connections; i++) {
                running.add(threads.submit(onConnection(origin, work, () -> end - System.nanoTime())));
            }
            var times = new Times();
            var generator = Duration.ZERO;
            for (var each : running) {
                var seen = result(each);
                times.addAll(seen.times());
                generator = generator.plus(seen.generator());
            }
            return new Seen(times, Duration.ofNanos(System.nanoTime() - begun), generator);
        }
    }

    /** One request after the other, so many. */
    static Seen oneByOne(URI origin, int count, Work work) throws IOException, InterruptedException {
        var left = new long[] {count};
        try {
            return onConnection(origin, work, () -> left[0]--).call();
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Callable<Seen> onConnection(URI origin, Work work, LongSupplier left) {
        return () -> {
            var processor = ManagementFactory.getThreadMXBean();
            var times = new Times();
            long processorBefore = processor.getCurrentThreadCpuTime();
            long begun = System.nanoTime();
            try (var connection = Connection.to(origin)) {
                while (left.getAsLong() > 0) {
                    times.add(connection.timed(work.next()));
                }
            }
            return new Seen(
                    times,
                    Duration.ofNanos(System.nanoTime() - begun),
                    Duration.ofNanos(processor.getCurrentThreadCpuTime() - processorBefore));
        };
    }

    private static Seen result(Future<Seen> running) throws IOException, InterruptedException {
        try {
            return running.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failed -> throw failed;
                case RuntimeException failed -> throw failed;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
