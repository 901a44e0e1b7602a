package io.muster.stack.torture;

import io.muster.stack.demo.Await;
import io.muster.stack.demo.Evidence;
import io.muster.stack.demo.StepFailed;
import io.muster.stack.local.ManagedProcess;
import io.muster.stack.local.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A worker of the dispatcher stops between its last check of the lease and the write, and goes on when another one has long
 * written something newer: the target takes the old value, and must be right again within two leases.
 */
public record StoppedBeforeSend(int times, int people, long seed) implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LEASES_WATCHED = 4;
    private static final int LEASES_ALLOWED = 2;
    private static final int MORE_TIMES = 4;
    /** The other process must get the partitions of the halted one; Kafka's least is 6 s. */
    private static final String GIVES_UP_SOON =
            "-Dmp.messaging.incoming.events.session.timeout.ms=6000 -Dmp.messaging.incoming.events.heartbeat.interval.ms=1500";

    @Override
    public String name() {
        return "stopped-before-send";
    }

    @Override
    public String promise() {
        return "a dispatcher is halted (SIGSTOP) between its last check and the send, %d times, while a second one goes on: after its late write the target is right again within two leases"
                .formatted(times);
    }

    @Override
    public void run(Rig rig, Evidence evidence) throws Exception {
        var random = new Random(seed);
        var all = rig.engineers(people);
        rig.targetsAgree(PATIENCE);
        var first = rig.process(Service.OUTBOUND_DISPATCHER);
        var second = rig.stack().replica(Service.OUTBOUND_DISPATCHER);
        try {
            second.start(Map.of("JAVA_TOOL_OPTIONS", GIVES_UP_SOON));
            second.awaitReady(PATIENCE);
            int late = 0;
            // A halt after which nothing late was seen has tried nothing: others follow.
            for (int i = 0; i < times || (late == 0 && i < times * MORE_TIMES); i++) {
                late += once(rig, first, all, random, evidence);
            }
            if (late == 0) {
                throw new StepFailed("no late write was seen: nothing was tried");
            }
        } finally {
            second.stop();
            first.kill9();
            rig.start(Service.OUTBOUND_DISPATCHER);
        }
        rig.agree(evidence, PATIENCE);
    }

    /** Returns how many late writes there were. */
    private int once(Rig rig, ManagedProcess halted, List<Employed> people, Random random, Evidence evidence)
            throws Exception {
        halted.kill9();
        halted.start(Map.of(
                "JAVA_TOOL_OPTIONS",
                GIVES_UP_SOON,
                "MUSTER_FAULT_DISPATCH_BEFORE_SEND",
                "stop,at:" + (1 + random.nextInt(6))));
        halted.awaitReady(PATIENCE);
        Await.until("the first dispatcher comes to its fault point", PATIENCE, () -> {
            if (halted.isPaused()) {
                return Optional.empty();
            }
            Crew.each(people, rig.hr()::retitle);
            return Optional.of("it does not");
        });
        Crew.each(people, rig.hr()::retitle); // what the late writes will be older than
        rig.targetsAgree(PATIENCE);
        var before = rig.codeHost().writes(0).size();
        var watch = Watch.after(rig, people, halted::resume);
        int writes = rig.codeHost().writes(0).size() - before;
        evidence.seen(
                "went on: %d writes at the code host after it, targets wrong for %d ms, right for good %d ms later",
                writes, watch.wrongMillis(), watch.rightAgainMillis());
        rig.say("  late writes seen: %s", watch.wrongMillis() > 0);
        long allowed = rig.lease().multipliedBy(LEASES_ALLOWED).toMillis();
        if (watch.rightAgainMillis() > allowed) {
            throw new StepFailed("the targets were right again only after %d ms, two leases are %d ms"
                    .formatted(watch.rightAgainMillis(), allowed));
        }
        return watch.wrongMillis() > 0 ? 1 : 0;
    }

    /**
     * What the targets showed.
     *
     * @param wrongMillis for how long something old was seen, from the first to the last look that saw it; at least 1 if ever
     * @param rightAgainMillis from the first look that saw something old to the first after the last one
     */
    private record Watch(long wrongMillis, long rightAgainMillis) {
        static Watch after(Rig rig, List<Employed> people, Runnable goesOn) throws Exception {
            var wrong = new ArrayList<Long>();
            long rightAgain = 0;
            long start = System.nanoTime();
            goesOn.run();
            var watched = rig.lease().multipliedBy(LEASES_WATCHED);
            while (System.nanoTime() - start < watched.toNanos()) {
                long now = System.nanoTime();
                if (isWrong(rig, people)) {
                    wrong.add(now);
                } else if (!wrong.isEmpty() && rightAgain < wrong.getLast()) {
                    rightAgain = now;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            if (wrong.isEmpty()) {
                return new Watch(0, 0);
            }
            if (rightAgain < wrong.getLast()) {
                return new Watch(watched.toMillis(), watched.toMillis());
            }
            return new Watch(
                    Math.max(1, (wrong.getLast() - wrong.getFirst()) / 1_000_000),
                    (rightAgain - wrong.getFirst()) / 1_000_000);
        }

        private static boolean isWrong(Rig rig, List<Employed> people) throws Exception {
            var codeHost = rig.codeHost().accounts();
            var directory = rig.directory().accounts();
            for (var person : people) {
                for (var target : List.of(codeHost, directory)) {
                    var found = target.get(person.id());
                    if (found == null
                            || !person.title()
                                    .equals(found.account().attributes().get("title"))) {
                        return true;
                    }
                }
            }
            return false;
        }
    }
}
