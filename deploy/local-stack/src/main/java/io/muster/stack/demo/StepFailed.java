package io.muster.stack.demo;

/** What a step promised was not seen; the message says what was seen instead. */
public final class StepFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What was seen instead, for a person. */
    public StepFailed(String message) {
        super(message);
    }
}
