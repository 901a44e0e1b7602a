package io.muster.stack.demo;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a step went.
 *
 * @param failure why it failed, null if it passed
 */
record StepResult(
        String name,
        String promise,
        List<String> seen,
        Duration took,
        @Nullable String failure) {
    StepResult {
        seen = List.copyOf(seen);
    }

    boolean passed() {
        return failure == null;
    }
}
