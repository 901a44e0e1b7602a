package io.muster.stack.torture;

import io.muster.stack.demo.Evidence;

/** One thing that must hold under a fault, with its numbers as parameters. */
public interface Scenario {
    /** A word to ask for it: {@code kill-scim-gateway}. */
    String name();

    /** What is done and what must hold, one sentence. */
    String promise();

    /**
     * Does it and looks for the effect; leaves the stack whole.
     *
     * @throws io.muster.stack.demo.StepFailed if the promise was not seen
     * @throws Exception what the protocols throw: the scenario has failed as well
     */
    void run(Rig rig, Evidence evidence) throws Exception;
}
