package io.muster.gateway.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An import as it is answered. docs/import.md says what each member means.
 *
 * @param state planning, running; ended: planned (a dry run), done, refused, cancelled
 * @param totals what becomes of rows, and of people who are missing, by kind
 * @param disables how many people would be disabled, how many may be, and of how many; once it is decided
 * @param reason why it was refused
 * @param notes what a person should know, an array of sentences
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportView(
        String id,
        String state,
        boolean dryRun,
        String mode,
        String mapping,
        File file,
        String client,
        String correlationId,
        Instant createdAt,
        @Nullable Instant endedAt,
        Progress progress,
        Totals totals,
        @Nullable Disables disables,
        @Nullable String reason,
        JsonNode notes) {

    /** The file that came in: {@code {"name","bytes","sha256","rows"}}. */
    public record File(String name, long bytes, String sha256, int rows) {}

    /** How far it is: rows planned of the file's rows, rows written of those that are to be. */
    public record Progress(long planned, long written, long toWrite) {}

    /** Rows by what becomes of them. */
    public record Totals(long create, long update, long disable, long unchanged, long rejected) {}

    /** The limit and what stands against it. */
    public record Disables(long planned, long allowed, long people) {}

    /**
     * The answer.
     *
     * @param totals in the shape of {@link RowStore#totals}
     */
    static ImportView of(Import one, ObjectNode totals) {
        var file = one.file();
        var disables = one.disables();
        long create = totals.path("create").asLong();
        long update = totals.path("update").asLong();
        long disable = totals.path("disable").asLong();
        return new ImportView(
                one.id(),
                one.state().text(),
                one.dryRun(),
                one.mode().text(),
                one.mappingName(),
                new File(file.name(), file.bytes(), file.sha256(), one.rows()),
                one.call().client(),
                one.call().correlationId(),
                one.createdAt(),
                one.endedAt(),
                new Progress(
                        one.rows() - totals.path("pending").asLong(),
                        totals.path("written").asLong(),
                        one.dryRun() ? 0 : create + update + disable),
                new Totals(
                        create,
                        update,
                        disable,
                        totals.path("unchanged").asLong(),
                        totals.path("rejected").asLong()),
                disables == null
                        ? null
                        : new Disables(
                                disables.path("planned").asLong(),
                                disables.path("allowed").asLong(),
                                disables.path("people").asLong()),
                one.reason(),
                Objects.requireNonNull(one.notes()));
    }
}
