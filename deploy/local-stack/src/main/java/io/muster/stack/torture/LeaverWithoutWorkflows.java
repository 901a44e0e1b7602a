package io.muster.stack.torture;

import io.muster.stack.demo.Evidence;
import io.muster.stack.local.Service;
import java.time.Duration;

/** A leaver does not wait for lifecycle-workflows to be there. */
public record LeaverWithoutWorkflows(int people) implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "leaver-without-workflows";
    }

    @Override
    public String promise() {
        return "with lifecycle-workflows stopped, people whom HR sets inactive are disabled in both targets, and stay so when it is back";
    }

    @Override
    public void run(Rig rig, Evidence evidence) throws Exception {
        var leavers = rig.engineers(people);
        rig.targetsAgree(PATIENCE);
        var workflows = rig.process(Service.LIFECYCLE_WORKFLOWS);
        workflows.kill9();
        long start = System.nanoTime();
        Crew.each(leavers, rig.hr()::leave);
        rig.targetsAgree(PATIENCE);
        evidence.seen(
                "%d leavers disabled in both targets %.1f s after HR's first call, workflows away",
                people, (System.nanoTime() - start) / 1e9);
        rig.start(Service.LIFECYCLE_WORKFLOWS);
        rig.agree(evidence, PATIENCE);
    }
}
