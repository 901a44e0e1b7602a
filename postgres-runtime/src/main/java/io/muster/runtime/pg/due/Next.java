package io.muster.runtime.pg.due;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** How it goes on with something that was worked on. What was marked again meanwhile is due again in each case. */
public sealed interface Next {
    /** It is as it should be; the row goes. */
    record Done() implements Next {}

    /**
     * It is as it should be until a date.
     *
     * @param dueAt business time
     * @param priority on that date
     */
    record Again(Instant dueAt, Priority priority) implements Next {
        public Again {
            Objects.requireNonNull(dueAt);
            Objects.requireNonNull(priority);
        }

        public Again(Instant dueAt) {
            this(dueAt, Priority.INTERACTIVE);
        }
    }

    /** It failed for now; again after a back-off that doubles, with jitter. */
    record Retry(String error) implements Next {
        public Retry {
            Objects.requireNonNull(error);
        }
    }

    /** It is no failure but has to wait in real time: the other side said when, or a lease has to run out first. */
    record Later(Duration delay, String why) implements Next {
        public Later {
            Objects.requireNonNull(why);
            if (delay.isNegative()) {
                throw new IllegalArgumentException("a wait is not negative");
            }
        }
    }

    /** It can never be done as it is: kept and shown to a person, due again with the next mark. */
    record Failed(String error) implements Next {
        public Failed {
            Objects.requireNonNull(error);
        }
    }

    static Next done() {
        return new Done();
    }
}
