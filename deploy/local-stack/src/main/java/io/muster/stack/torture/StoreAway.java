package io.muster.stack.torture;

import io.muster.stack.demo.Await;
import io.muster.stack.demo.Evidence;
import io.muster.stack.demo.StepFailed;
import io.muster.stack.local.LocalServers;
import io.muster.stack.local.ManagedProcess;
import io.muster.stack.local.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server is away for a while, under load. */
public record StoreAway(Server server, Duration away, int people, long seed) implements Scenario {
    private static final Duration FALL = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    /** Which one. */
    public enum Server {
        POSTGRESQL,
        KAFKA,
        MONGODB;

        String title() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Who cannot be without it. */
        List<Service> users() {
            return switch (this) {
                case POSTGRESQL ->
                    List.of(Service.SCIM_GATEWAY, Service.LIFECYCLE_WORKFLOWS, Service.OUTBOUND_DISPATCHER);
                case KAFKA -> List.of(Service.values());
                case MONGODB -> List.of(Service.AUDIT_SERVICE);
            };
        }

        void stop(LocalServers servers) {
            switch (this) {
                case POSTGRESQL -> servers.postgres().orElseThrow().kill();
                case KAFKA -> servers.kafka().orElseThrow().stop();
                case MONGODB -> servers.mongo().orElseThrow().stop();
            }
        }

        void start(LocalServers servers) {
            switch (this) {
                case POSTGRESQL -> servers.postgres().orElseThrow().start();
                case KAFKA -> servers.kafka().orElseThrow().start();
                case MONGODB -> servers.mongo().orElseThrow().start();
            }
        }
    }

    @Override
    public String name() {
        return server.title() + "-away";
    }

    @Override
    public String promise() {
        return "%s is away for %d s under load: readiness of its users falls within %d s and returns, no process restarts, all catch up"
                .formatted(server.title(), away.toSeconds(), FALL.toSeconds());
    }

    @Override
    public void run(Rig rig, Evidence evidence) throws Exception {
        var all = rig.engineers(people);
        rig.targetsAgree(PATIENCE);
        var before = pids(rig);
        var processes = server.users().stream().map(rig::process).toList();
        try (var load = Load.on(rig.hr(), all, seed)) {
            long gone = System.nanoTime();
            server.stop(rig.stack().servers());
            try {
                evidence.seen("not ready any more after: %s", fall(processes, gone));
                rig.say("  readiness fell; away for %d s", away.toSeconds());
                TimeUnit.NANOSECONDS.sleep(gone + away.toNanos() - System.nanoTime());
            } finally {
                server.start(rig.stack().servers());
            }
            long back = System.nanoTime();
            for (var process : processes) {
                process.awaitReady(PATIENCE);
            }
            evidence.seen("all ready again %.1f s after its return", (System.nanoTime() - back) / 1e9);
            rig.say("  all are ready again, %d writers at work", load.writers());
        }
        rig.agree(evidence, PATIENCE);
        var after = pids(rig);
        if (!after.equals(before)) {
            throw new StepFailed("a process ended or was started again: " + after + " after " + before);
        }
    }

    private static String fall(List<ManagedProcess> processes, long gone) throws Exception {
        var times = new ArrayList<String>();
        for (var process : processes) {
            var name = process.plan().name();
            long left = gone + FALL.toNanos() - System.nanoTime();
            Await.until(
                    name + " is not ready any more",
                    Duration.ofNanos(Math.max(0, left)),
                    () -> process.isReady() ? Optional.of("it says that it is ready") : Optional.empty());
            times.add("%s %.1f s".formatted(name, (System.nanoTime() - gone) / 1e9));
        }
        return String.join(", ", times);
    }

    /** Of those that live. */
    private static Map<String, Long> pids(Rig rig) {
        var pids = new LinkedHashMap<String, Long>();
        for (var service : Service.values()) {
            var process = rig.process(service);
            if (process.isAlive()) {
                pids.put(service.title(), process.pid());
            }
        }
        return pids;
    }
}
