package io.muster.scim.schema;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads the texts that stand for points in time and for calendar dates. */
public final class Times {
    // Years of four digits: what every store and every client can order.
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Times() {}

    /**
     * An xsd:dateTime ({@code 2026-11-24T08:00:00.5+01:00}) in the years 1 to 9999 of UTC; without an offset it is UTC. Empty where it
     * is none.
     */
    public static Optional<Instant> dateTime(String text) {
        try {
            return Optional.of(
                            switch (DateTimeFormatter.ISO_DATE_TIME.parseBest(
                                    text, OffsetDateTime::from, LocalDateTime::from)) {
                                case OffsetDateTime time -> time.toInstant();
                                case LocalDateTime time -> time.toInstant(ZoneOffset.UTC);
                                default -> throw new DateTimeException("neither");
                            })
                    .filter(time -> !time.isBefore(FIRST) && !time.isAfter(LAST));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A calendar date, YYYY-MM-DD from the year 1 on and nothing else. Empty where it is none. */
    public static Optional<LocalDate> date(String text) {
        try {
            return text.length() == 10
                    ? Optional.of(LocalDate.parse(text)).filter(day -> day.getYear() > 0)
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A point in time for a comparison: an xsd:dateTime, or a date, which stands for its first moment in UTC. */
    public static Optional<Instant> instant(String text) {
        return dateTime(text)
                .or(() -> date(text).map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant()));
    }
}
