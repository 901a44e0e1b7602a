package io.muster.stack.demo;

/** One step of the demo. */
interface Step {
    /** A few words: {@code Birthright}. */
    String name();

    /** What a reader is to see, one sentence. */
    String promise();

    /**
     * Does it and looks for the effect.
     *
     * @throws StepFailed if the promise was not seen
     * @throws Exception what the protocols throw: the step has failed as well
     */
    void run(Run run, Evidence evidence) throws Exception;
}
