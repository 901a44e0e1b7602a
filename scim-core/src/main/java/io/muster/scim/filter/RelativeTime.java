package io.muster.scim.filter;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * A point in time said relative to now: {@code now}, {@code now+P3D}, {@code now-P1M}, {@code now+P1DT12H}. Dates are
 * added on the calendar of the zone, hours as elapsed time.
 *
 * @param before whether the amount is taken away
 * @param period years, months and days, none negative
 * @param duration hours, minutes and seconds, not negative
 */
public record RelativeTime(boolean before, Period period, Duration duration) {
    /** The present moment. */
    public static final RelativeTime NOW = new RelativeTime(false, Period.ZERO, Duration.ZERO);

    private static final long MAX_MONTHS = 12_000;
    private static final long MAX_DAYS = 366_000;

    /** Refuses negative amounts and those beyond a thousand years, which no calendar needs; nothing taken away is now. */
    public RelativeTime {
        if (period.isNegative() || duration.isNegative()) {
            throw new IllegalArgumentException("An amount is not negative.");
        }
        if (period.toTotalMonths() > MAX_MONTHS
                || period.get(ChronoUnit.DAYS) > MAX_DAYS
                || duration.toDays() > MAX_DAYS) {
            throw new IllegalArgumentException("An amount is at most a thousand years.");
        }
        before = before && !(period.isZero() && duration.isZero());
    }

    /** Reads {@code now}, {@code now+P3D}…; empty where the text is not of that form. */
    static Optional<RelativeTime> parse(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        if (upper.equals("NOW")) {
            return Optional.of(NOW);
        }
        if (upper.length() < 7 || !upper.startsWith("P", 4) || (upper.charAt(3) != '+' && upper.charAt(3) != '-')) {
            return Optional.empty();
        }
        String amount = upper.substring(4);
        if (amount.indexOf('-') >= 0 || amount.indexOf('+') >= 0) {
            return Optional.empty();
        }
        int time = amount.indexOf('T');
        try {
            Period period = time == 1 ? Period.ZERO : Period.parse(time < 0 ? amount : amount.substring(0, time));
            Duration duration = time < 0 ? Duration.ZERO : Duration.parse("P" + amount.substring(time));
            return Optional.of(new RelativeTime(upper.charAt(3) == '-', period, duration));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The moment meant, seen from {@code now} in {@code zone}. */
    public Instant instant(Instant now, ZoneId zone) {
        return at(now, zone).toInstant();
    }

    /** The calendar day meant, seen from {@code now} in {@code zone}. */
    public LocalDate date(Instant now, ZoneId zone) {
        return at(now, zone).toLocalDate();
    }

    private ZonedDateTime at(Instant now, ZoneId zone) {
        ZonedDateTime start = now.atZone(zone);
        return before ? start.minus(period).minus(duration) : start.plus(period).plus(duration);
    }

    @Override
    public String toString() {
        if (period.isZero() && duration.isZero()) {
            return "now";
        }
        String days = period.isZero() ? "P" : period.toString();
        String hours = duration.isZero() ? "" : duration.toString().substring(1);
        return "now" + (before ? "-" : "+") + days + hours;
    }
}
