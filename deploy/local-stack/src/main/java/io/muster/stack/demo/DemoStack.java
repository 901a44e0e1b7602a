package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;

/** What the demo needs of a running stack. */
public interface DemoStack {
    /** What {@code ./muster status --json} prints: addresses, credentials, targets. */
    JsonNode status();

    /** A bearer token of this person, as {@code ./muster token --as} gives it. */
    String tokenOf(String userId);

    /**
     * Runs {@code ./muster} with these arguments in this process.
     *
     * @return what it printed on standard output
     * @throws RuntimeException with what it said if it ended with another code than 0
     */
    String muster(String... arguments);

    /**
     * Runs {@code ./muster} with arguments that it has to refuse.
     *
     * @return all that it printed, and the code with which it ended
     * @throws StepFailed if it ended with 0
     */
    String refused(String... arguments);
}
