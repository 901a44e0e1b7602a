package io.muster.events;

/** A record that is no event of Muster's: a header is missing, or the value is no JSON of the contract's shape. */
public final class UnreadableEvent extends Exception {
    private static final long serialVersionUID = 1L;

    public UnreadableEvent(String message) {
        super(message);
    }

    public UnreadableEvent(String message, Throwable cause) {
        super(message, cause);
    }
}
