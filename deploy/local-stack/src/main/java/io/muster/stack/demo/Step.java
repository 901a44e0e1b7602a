package io.muster.stack.demo;

import java.util.Set;

/** One step of the demo. */
interface Step {
    /** A few words: {@code Birthright}. */
    String name();

    /** What a reader is to see, one sentence. */
    String promise();

    /** The services without which there is nothing to see. */
    Set<String> needs();

    /**
     * Does it and looks for the effect.
     *
     * @throws StepFailed if the promise was not seen
     * @throws Exception what the protocols throw: the step has failed as well
     */
    void run(Run run, Evidence evidence) throws Exception;
}
