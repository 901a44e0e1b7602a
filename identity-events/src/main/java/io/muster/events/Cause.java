package io.muster.events;

/** What kind of thing made a change happen; compliance counts changes by it. */
public enum Cause {
    /** A person or a client acting for persons (HR, an administrator) asked for it. */
    PERSON,
    /** A policy decided it. */
    POLICY,
    /** An instant was reached: a hire date, an end date, an expiry. */
    TIMER,
    /** A target had drifted and was put back, or a store was rebuilt. */
    RECONCILIATION,
    /** An emergency access. */
    BREAKGLASS
}
