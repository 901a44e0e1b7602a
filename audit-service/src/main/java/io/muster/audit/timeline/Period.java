package io.muster.audit.timeline;

import com.mongodb.client.model.Filters;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Instants in requests. */
final class Period {
    private Period() {}

    /** An RFC 3339 instant, or a problem 400 that names the parameter. */
    static @Nullable Instant instant(@Nullable String text, String parameter) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new ProblemException(
                    Problem.of(400, "invalid-instant", "\"" + parameter + "\" is not an RFC 3339 instant."), e);
        }
    }

    /** Business time in {@code [from, to)}. */
    static List<Bson> between(@Nullable String from, @Nullable String to) {
        var first = instant(from, "from");
        var end = instant(to, "to");
        return Stream.concat(
                        Stream.ofNullable(first).map(i -> Filters.gte("at", Date.from(i))),
                        Stream.ofNullable(end).map(i -> Filters.lt("at", Date.from(i))))
                .toList();
    }

    /** All of them, or everything if there are none. */
    static Bson all(List<Bson> filters) {
        return filters.isEmpty() ? Filters.exists("_id") : Filters.and(filters);
    }

    /** A row's business time. */
    static Instant at(Document row) {
        return row.getDate("at").toInstant();
    }
}
