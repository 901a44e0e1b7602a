package io.muster.dispatcher.connector.scim;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The header by which a target asks to come back later, in seconds or as a date (RFC 9110 §10.2.3). */
final class RetryAfter {
    private static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    static Optional<Duration> of(HttpHeaders headers) {
        return headers.firstValue("Retry-After")
                .flatMap(value -> {
                    String text = value.strip();
                    return text.matches("\\d{1,9}")
                            ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                            : untilDate(text, headers.firstValue("Date"));
                })
                .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    /** The wait is counted on the target's own clock, which its Date header tells; without one there is no wait. */
    private static Optional<Duration> untilDate(String text, Optional<String> date) {
        try {
            Instant until = instant(text);
            return date.map(RetryAfter::instant)
                    .map(now -> Duration.between(now, until))
                    .filter(Duration::isPositive);
        } catch (DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }

    private static Instant instant(String text) {
        return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }
}
