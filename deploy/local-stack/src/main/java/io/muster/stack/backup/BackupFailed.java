package io.muster.stack.backup;

/** A backup or a restore could not be done, or was refused; nothing has changed, and the message is for a person. */
public final class BackupFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BackupFailed(String message) {
        super(message);
    }

    BackupFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
