package io.muster.runtime.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A problem as RFC 9457 has it:
 * {@code {"type":"urn:muster:problem:separation-of-duties","title":"Separation of duties","status":409,"detail":"…","rule":"…"}}.
 *
 * @param type what kind it is, a URN that clients may compare
 * @param title the kind in words
 * @param status HTTP status
 * @param detail what happened here, for a person
 * @param members further members, such as {@code rule}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        @Nullable String detail,
        @JsonAnyGetter Map<String, Object> members) {
    /** Media type of a problem. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String URN = "urn:muster:problem:";

    public Problem {
        Objects.requireNonNull(type);
        Objects.requireNonNull(title);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status " + status + " is no error");
        }
        members = Map.copyOf(members);
    }

    /**
     * A problem of Muster's own.
     *
     * @param name its name in kebab case, the end of the type's URN: {@code separation-of-duties}
     */
    public static Problem of(int status, String name, @Nullable String detail) {
        var words = name.replace('-', ' ');
        var title = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
        return new Problem(URN + name, title, status, detail, Map.of());
    }

    /** Something that a service needs is away: 503. */
    public static Problem unavailable() {
        return of(503, "unavailable", "Something that is needed for this does not answer at this moment; try again.");
    }

    /** The same with one more member. */
    public Problem with(String member, Object value) {
        var more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(type, title, status, detail, more);
    }
}
