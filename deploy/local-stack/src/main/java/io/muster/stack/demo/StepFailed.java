package io.muster.stack.demo;

import java.util.function.Supplier;

/** What a step promised was not seen; the message says what was seen instead. */
public final class StepFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What was seen instead, for a person. */
    public StepFailed(String message) {
        super(message);
    }

    /** The same, with what it came from. */
    public StepFailed(String message, Throwable cause) {
        super(message, cause);
    }

    /** Fails the step with this message if what it promised is not so. */
    public static void unless(boolean so, String otherwise) {
        unless(so, () -> otherwise);
    }

    static void unless(boolean so, Supplier<String> otherwise) {
        if (!so) {
            throw new StepFailed(otherwise.get());
        }
    }
}
