package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.request.Call;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of people and how far it is.
 *
 * @param stage what is being done, or was done last
 * @param mapping YAML; null once the rows are gone
 * @param allowDisables what the request allows in the place of the mapping's limit
 * @param missingAfter the id up to which those who are missing have been looked for
 * @param waited milliseconds that the latest rows have waited for those who follow
 * @param disables {@code {"planned":3,"allowed":10,"people":200}}, once it is decided
 * @param totals by what becomes of the rows, once it has ended
 * @param reason why it was refused
 * @param notes what a person should know, an array of sentences
 */
record Import(
        String id,
        State state,
        Stage stage,
        ImportMapping.Mode mode,
        boolean dryRun,
        @Nullable Long allowDisables,
        @Nullable String mapping,
        String mappingName,
        FeedFile file,
        int rows,
        Call call,
        String missingAfter,
        long waited,
        @Nullable ObjectNode disables,
        @Nullable ObjectNode totals,
        @Nullable String reason,
        JsonNode notes,
        Instant createdAt,
        @Nullable Instant endedAt) {
    Import {
        Objects.requireNonNull(id);
    }

    /** Where it stands. */
    enum State {
        /** Each row is held against what is there; nothing is written. */
        PLANNING,
        /** What was planned is being written. */
        RUNNING,
        /** The end of a dry run. */
        PLANNED,
        /** All is written that could be. */
        DONE,
        /** Nothing was written, and the reason says why. */
        REFUSED,
        /** Somebody stopped it; what was written by then stays. */
        CANCELLED;

        /** As answers write it. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The steps of an import, in their order. */
    enum Stage {
        /** Keys that stand there twice, and who comes before whom. */
        ORDER,
        /** What each row would change. */
        ROWS,
        /** Who is missing. */
        MISSING,
        /** Whether it may go on. */
        DECISION,
        /** The changes themselves. */
        WRITE;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
