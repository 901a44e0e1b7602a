package io.muster.workflows.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A person's employment: hired from 00:00 local on {@code hireDate}; {@code endDate} is the last working day, so that he has ended at 00:00 of
 * the day after it, or when he is terminated or set inactive.
 */
public record Employment(
        boolean active,
        String status,
        @Nullable LocalDate hireDate,
        @Nullable LocalDate endDate,
        ZoneId zone) {
    /** URN of the extension. */
    public static final String EXTENSION = "urn:muster:params:scim:schemas:extension:employment:1.0:User";

    /** Why somebody has ended. */
    public enum Ending {
        /** {@code active} is false. */
        INACTIVE("is not active any more"),
        /** {@code status} is terminated. */
        TERMINATED("is terminated"),
        /** The day after {@code endDate} has begun. */
        LAST_DAY_PASSED("has had the last working day");

        private final String words;

        Ending(String words) {
            this.words = words;
        }

        /** As the rest of a sentence about the person. */
        public String words() {
            return words;
        }
    }

    public static Employment of(JsonNode user, ZoneId zone) {
        var employment = user.path(EXTENSION);
        return new Employment(
                user.path("active").asBoolean(true),
                employment.path("status").asText(""),
                date(employment.path("hireDate")),
                date(employment.path("endDate")),
                zone);
    }

    private static @Nullable LocalDate date(JsonNode value) {
        if (!value.isTextual()) {
            return null;
        }
        try {
            return LocalDate.parse(value.asText());
        } catch (DateTimeException e) {
            // The gateway refuses such a date; one that came all the same is as good as none.
            return null;
        }
    }

    /** When he is hired; empty when no date says so. */
    public Optional<Instant> hiredAt() {
        return Optional.ofNullable(hireDate).map(date -> date.atStartOfDay(zone).toInstant());
    }

    /** The instant from which {@code endDate} lies behind him. */
    public Optional<Instant> endsAt() {
        return Optional.ofNullable(endDate)
                .map(date -> date.plusDays(1).atStartOfDay(zone).toInstant());
    }

    /** Whether his first day has come; without a date it has. */
    public boolean hired(Instant now) {
        return hiredAt().map(at -> !now.isBefore(at)).orElse(true);
    }

    /** Why he has ended; empty while he has not. */
    public Optional<Ending> ending(Instant now) {
        if (!active) {
            return Optional.of(Ending.INACTIVE);
        }
        if (status.equalsIgnoreCase("terminated")) {
            return Optional.of(Ending.TERMINATED);
        }
        return endsAt().filter(at -> !now.isBefore(at)).map(at -> Ending.LAST_DAY_PASSED);
    }

    /** Hired and not ended. */
    public boolean employed(Instant now) {
        return hired(now) && ending(now).isEmpty();
    }
}
