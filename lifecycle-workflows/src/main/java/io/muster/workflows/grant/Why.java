package io.muster.workflows.grant;

import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.Reason;

/**
 * Why an access is as it is: what its event says.
 *
 * @param byRule whether a rule or a condition decided it, so that it settles, and a limit may hold it
 */
record Why(Actor actor, Cause cause, Reason reason, boolean byRule) {
    /** A document decided. */
    static Why policy(String document, long version, String text) {
        return new Why(
                Actor.policy(document), Cause.POLICY, new Reason(text, "policy:" + document + "@" + version), true);
    }

    /** An instant was reached. */
    static Why timer(String rule, String text, String ref) {
        return new Why(Actor.timer(rule), Cause.TIMER, new Reason(text, ref), false);
    }

    /** Somebody decided. */
    static Why person(Actor actor, String text, String ref) {
        return new Why(actor, Cause.PERSON, new Reason(text, ref), false);
    }
}
