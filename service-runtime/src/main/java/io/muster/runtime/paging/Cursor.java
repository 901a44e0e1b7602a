package io.muster.runtime.paging;

import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opaque cursors: the sort fields of the last item, in Base64url. They hold nothing that the list did not show. */
public final class Cursor {
    /** Items on a page where the request names no limit. */
    public static final int DEFAULT_LIMIT = 100;
    /** Most items on a page. */
    public static final int MAX_LIMIT = 1000;

    private static final String SEPARATOR = "\u001f";

    private Cursor() {}

    public static String encode(String... fields) {
        var text = String.join(SEPARATOR, fields);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The fields of a cursor, or none for the first page.
     *
     * @throws ProblemException 400 if it is no cursor of so many fields
     */
    public static List<String> decode(@Nullable String cursor, int fields) {
        if (cursor == null || cursor.isEmpty()) {
            return List.of();
        }
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            var text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            var decoded = List.of(text.split(SEPARATOR, -1));
            // No list gives a NUL, and no PostgreSQL text takes one.
            if (decoded.size() == fields && text.indexOf('\0') < 0) {
                return decoded;
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new ProblemException(bad(), e);
        }
        throw new ProblemException(bad());
    }

    /** A limit within bounds: the default for none, 400 for one that is not positive, never more than the maximum. */
    public static int limit(@Nullable Integer asked) {
        if (asked == null) {
            return DEFAULT_LIMIT;
        }
        if (asked < 1) {
            throw new ProblemException(Problem.of(400, "invalid-limit", "\"limit\" must be at least 1."));
        }
        return Math.min(asked, MAX_LIMIT);
    }

    private static Problem bad() {
        return Problem.of(400, "invalid-cursor", "\"cursor\" is not one that this list gave.");
    }
}
