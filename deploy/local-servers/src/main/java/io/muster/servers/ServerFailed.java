package io.muster.servers;

import org.jspecify.annotations.Nullable;

/** A server could not be started, stopped or reached; the message says what a person can do about it. */
public class ServerFailed extends RuntimeException {

    /** @param message a sentence for a person */
    public ServerFailed(String message) {
        this(message, null);
    }

    /** @param message a sentence for a person
     * @param cause what went wrong underneath, if something threw */
    public ServerFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
