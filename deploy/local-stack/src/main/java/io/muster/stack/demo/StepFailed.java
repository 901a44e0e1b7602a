package io.muster.stack.demo;

/** What a step promised was not seen; the message says what was seen instead. */
public final class StepFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepFailed(String message) {
        super(message);
    }
}
