package io.muster.workflows.identity;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Comparator;

/**
 * When an identity is looked at again, and why. The instant only wakes: what then counts is the rule, evaluated again.
 *
 * @param rule what asked for it, unique for the identity: {@code grant/code-host/delete}
 * @param firesAt computed from date, time and zone; business time
 */
public record Timer(String rule, LocalDate date, LocalTime time, ZoneId zone, Instant firesAt) {
    static final Comparator<Timer> EARLIEST = Comparator.comparing(Timer::firesAt);

    public static Timer at(String rule, LocalDate date, LocalTime time, ZoneId zone) {
        return new Timer(rule, date, time, zone, date.atTime(time).atZone(zone).toInstant());
    }

    public static Timer at(String rule, Instant instant, ZoneId zone) {
        var local = instant.atZone(zone);
        return new Timer(rule, local.toLocalDate(), local.toLocalTime(), zone, instant);
    }
}
