package io.muster.stack.demo;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Is told of each step by name, on the demo's thread: whoever wants to break something in between needs no timing. */
public interface StepListener {
    /** Called before a step begins. */
    default void before(String step) throws IOException, InterruptedException {}

    /**
     * Called after a step has ended.
     *
     * @param failure why it failed, null if it passed
     */
    default void after(String step, @Nullable String failure) throws IOException, InterruptedException {}

    /** How long this step may wait for anything, where that is less than usual. */
    default Duration patience(String step) {
        return Duration.ofHours(1);
    }

    /** Whether the demo goes on after this step has failed; the later ones build on it. */
    default boolean goesOnAfter(String step) {
        return false;
    }
}
