package io.muster.events;

/** How urgent the cause of an event was; set by the gateway and inherited along causation. */
public enum Lane {
    /** A person waits for it. */
    INTERACTIVE,
    /** An import, or a {@code /Bulk} of more than 10 operations. */
    BULK
}
