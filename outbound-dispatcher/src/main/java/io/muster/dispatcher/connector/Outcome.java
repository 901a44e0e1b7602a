package io.muster.dispatcher.connector;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** What is known about a write after it. */
public sealed interface Outcome {

    /**
     * Done.
     *
     * @param after the account as the target answered it, when the target showed it
     */
    record Applied(Optional<TargetAccount> after) implements Outcome {
        public Applied {
            Objects.requireNonNull(after);
        }
    }

    /** The target was already so. */
    record Unchanged() implements Outcome {}

    /** The target has no account with this id. */
    record Missing() implements Outcome {}

    /** Nothing was done, because something with this name exists. */
    record Conflict(String detail) implements Outcome {}

    /** The write did not succeed, or nobody knows. */
    sealed interface Trouble extends Outcome {
        /** One line for a person, without secrets. */
        String detail();
    }

    /** The target will never accept this; a person has to change something. */
    record Refused(String detail) implements Trouble {}

    /** The target does not accept our credential. Nothing was done. */
    record Unauthorized(String detail) implements Trouble {}

    /**
     * The target asks to come back later. Nothing was done.
     *
     * @param retryAfter when it said so
     */
    record Busy(String detail, Optional<Duration> retryAfter) implements Trouble {
        public Busy {
            Objects.requireNonNull(retryAfter);
        }
    }

    /** The request never left. Nothing was done. */
    record Unreachable(String detail) implements Trouble {}

    /** The request left, and no clear answer came: it may have been done. Read before writing again. */
    record Unknown(String detail) implements Trouble {}
}
