package io.muster.runtime.pg.outbox;

/**
 * An event would exceed what the contract allows. The limits on requests make this impossible; whoever meets it has
 * found a limit that is missing, and the transaction rolls back.
 */
public final class EventTooLarge extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    EventTooLarge(OutboxRecord record, int bytes) {
        super("an event for " + record.topic() + " has " + bytes + " bytes, allowed are " + Outbox.MAX_EVENT_BYTES);
    }
}
