package io.muster.stack.torture;

import io.muster.stack.demo.Await;
import io.muster.stack.demo.Evidence;
import io.muster.stack.local.Service;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A consumer dies when its store has a batch and Kafka does not know it yet: the batch comes again, and has one effect. */
public record KilledAfterCommit(int kills, int people, long seed) implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final List<Service> CONSUMERS =
            List.of(Service.LIFECYCLE_WORKFLOWS, Service.OUTBOUND_DISPATCHER, Service.AUDIT_SERVICE);

    @Override
    public String name() {
        return "kill-after-commit";
    }

    @Override
    public String promise() {
        return "the consumers are killed %d times between the commit of a batch and its acknowledgement: one effect each"
                .formatted(kills);
    }

    @Override
    public void run(Rig rig, Evidence evidence) throws Exception {
        var random = new Random(seed);
        var all = rig.engineers(people);
        rig.targetsAgree(PATIENCE);
        try (var load = Load.on(rig.hr(), all, seed)) {
            for (int kill = 0; kill < kills; kill++) {
                var service = CONSUMERS.get(kill % CONSUMERS.size());
                var process = rig.process(service);
                process.kill9();
                int batch = 1 + random.nextInt(4);
                process.start(Map.of("MUSTER_FAULT_INTAKE_AFTER_COMMIT", "halt,at:" + batch));
                Await.until(
                        service.title() + " dies after a commit",
                        PATIENCE,
                        () -> process.isAlive() ? Optional.of("it lives") : Optional.empty());
                rig.say("  %d/%d: %s died after the commit of batch %d", kill + 1, kills, service.title(), batch);
                process.start();
            }
            for (var service : CONSUMERS) {
                rig.process(service).awaitReady(PATIENCE);
            }
            evidence.seen("%d kills, %d writers at work all the time, seed %d", kills, load.writers(), seed);
        }
        rig.agree(evidence, PATIENCE);
    }
}
