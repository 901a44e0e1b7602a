package io.muster.runtime.clock;

import java.time.Duration;

/**
 * Business time has jumped: what waits for a date should look again. Fired as a CDI event in each process, at most a
 * second after the jump.
 *
 * @param offset how far business time is ahead now
 */
public record ClockMoved(Duration offset) {}
