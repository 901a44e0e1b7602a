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
    private Times() {}

    /** An xsd:dateTime ({@code 2026-11-24T08:00:00.5+01:00}); without an offset it is UTC. Empty where it is none. */
    public static Optional<Instant> dateTime(String text) {
        try {
            return Optional.of(
                    switch (DateTimeFormatter.ISO_DATE_TIME.parseBest(
                            text, OffsetDateTime::from, LocalDateTime::from)) {
                        case OffsetDateTime time -> time.toInstant();
                        case LocalDateTime time -> time.toInstant(ZoneOffset.UTC);
                        default -> throw new DateTimeException("neither");
                    });
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A calendar date, YYYY-MM-DD and nothing else. Empty where it is none. */
    public static Optional<LocalDate> date(String text) {
        try {
            return text.length() == 10 ? Optional.of(LocalDate.parse(text)) : Optional.empty();
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
