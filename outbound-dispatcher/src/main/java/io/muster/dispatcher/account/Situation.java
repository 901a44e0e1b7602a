package io.muster.dispatcher.account;

import io.muster.runtime.pg.due.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * All that is known about one account when a worker looks at it.
 *
 * @param revision the desired revision that this knowledge stands for
 * @param inputs the latest person, grant and manager
 * @param state what the target is known to hold
 * @param reason the last reason shown to people
 * @param userVersion version of the person, 0 when unknown
 * @param grantVersion version of the grant, 0 when unknown
 * @param cause the event that is the reason for what is done now
 * @param causedByPerson whether that event is about the person, not about the grant
 * @param occurredAt business time of that event
 * @param verifyAsked how often somebody had asked that the target be read when this was looked up
 * @param quarantine how long the target is left alone; empty when it is not in quarantine
 */
record Situation(
        String identity,
        String target,
        long revision,
        Desired.Inputs inputs,
        AccountState state,
        String reason,
        long userVersion,
        long grantVersion,
        Optional<Trigger> cause,
        boolean causedByPerson,
        Optional<Instant> occurredAt,
        long verifyAsked,
        Optional<Duration> quarantine) {}
