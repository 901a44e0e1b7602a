package io.muster.dispatcher.account;

import io.muster.dispatcher.connector.Outcome;
import java.util.function.Supplier;

/** The only way to write to a target. */
interface Sender {

    /**
     * Waits for the target's pace, checks the lease, and sends.
     *
     * @throws LeaseLost when somebody else has the account by now; nothing was sent
     */
    Outcome send(Supplier<Outcome> write);

    /** The lease ran out before a write. */
    final class LeaseLost extends RuntimeException {
        LeaseLost() {
            super("the lease ran out before a write", null, false, false);
        }
    }
}
