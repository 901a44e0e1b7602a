package io.muster.stack.demo;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Is told of each step by name, on the demo's thread: whoever wants to break something in between needs no timing. */
public interface StepListener {
    /** Called once, with what ends the user names of this run's people. */
    default void began(String run) throws IOException, InterruptedException {}

    /** Whether the step is taken at all. A demo that leaves one out has not been seen. */
    default boolean takes(String step) {
        return true;
    }

    /** Called before a step begins. */
    default void before(String step) throws IOException, InterruptedException {}

    /**
     * Called after a step has ended.
     *
     * @param failure why it failed, null if it passed
     */
    default void after(String step, @Nullable String failure) throws IOException, InterruptedException {}

    /** How long this step may wait for what it names so, where that is less than usual. */
    default Duration patience(String step, String awaited) {
        return Duration.ofHours(1);
    }
}
