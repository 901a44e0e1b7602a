package io.muster.gateway.request;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a client wants to be answered (RFC 7240): {@code Prefer: respond-async, wait=10}. What cannot be read is no preference (§2).
 *
 * @param respondAsync at once, before it is done (§4.1)
 * @param waitFor how long it would rather wait for the end (§4.3)
 */
public record Preference(boolean respondAsync, Optional<Duration> waitFor) {
    private static final int LONGEST_NUMBER = 6;

    /** As the headers say, each perhaps several preferences with commas; of two of one name the first counts (§2). */
    public static Preference of(List<String> headers) {
        boolean async = false;
        Optional<Duration> wait = Optional.empty();
        for (var header : headers) {
            for (var preference : header.split(",", -1)) {
                var token = preference.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
                async |= token.equals("respond-async");
                if (wait.isEmpty() && token.startsWith("wait=")) {
                    wait = seconds(token.substring("wait=".length()).replace("\"", ""));
                }
            }
        }
        return new Preference(async, wait);
    }

    private static Optional<Duration> seconds(String text) {
        var digits = text.strip();
        return !digits.isEmpty()
                        && digits.length() <= LONGEST_NUMBER
                        && digits.chars().allMatch(Character::isDigit)
                ? Optional.of(Duration.ofSeconds(Long.parseLong(digits)))
                : Optional.empty();
    }
}
