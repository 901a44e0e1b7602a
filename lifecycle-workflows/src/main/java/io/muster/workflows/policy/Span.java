package io.muster.workflows.policy;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.Objects;

/**
 * An ISO 8601 duration as policies write it, {@code P30D}, {@code PT5S}, {@code P1M} or {@code P1DT12H}: days and months are counted in a
 * calendar (a day may have 23 hours), hours and seconds on the clock.
 */
public record Span(Period period, Duration duration) {
    public static final Span ZERO = new Span(Period.ZERO, Duration.ZERO);

    public Span {
        Objects.requireNonNull(period);
        Objects.requireNonNull(duration);
        if (period.isNegative() || duration.isNegative()) {
            throw new DateTimeException("a duration must not be negative");
        }
    }

    /** Reads {@code P30D}, {@code PT5S}, {@code P1DT12H}; anything else is a {@link DateTimeException}. */
    public static Span parse(String text) {
        int time = text.indexOf('T');
        if (time < 0) {
            return new Span(Period.parse(text), Duration.ZERO);
        }
        var days = text.substring(0, time);
        return new Span(
                days.equals("P") ? Period.ZERO : Period.parse(days), Duration.parse("P" + text.substring(time)));
    }

    public static Span ofDays(int days) {
        return new Span(Period.ofDays(days), Duration.ZERO);
    }

    /** The instant this long after {@code start}, in the calendar of the zone. */
    public Instant after(Instant start, ZoneId zone) {
        return start.atZone(zone).plus(period).plus(duration).toInstant();
    }

    /** The instant this long before {@code end}, in the calendar of the zone. */
    public Instant before(Instant end, ZoneId zone) {
        return end.atZone(zone).minus(duration).minus(period).toInstant();
    }

    public boolean isZero() {
        return period.isZero() && duration.isZero();
    }

    @Override
    public String toString() {
        if (duration.isZero() && !period.isZero()) {
            return period.toString();
        }
        return period.isZero()
                ? duration.toString()
                : period + duration.toString().substring(1);
    }
}
