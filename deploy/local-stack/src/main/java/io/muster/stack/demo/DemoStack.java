package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;

/** What the demo needs of a running stack. */
public interface DemoStack {
    /** What {@code ./muster status --json} prints: addresses, credentials, targets. */
    JsonNode status();

    /** A bearer token of this person, as {@code ./muster token --as} gives it. */
    String tokenOf(String userId);
}
