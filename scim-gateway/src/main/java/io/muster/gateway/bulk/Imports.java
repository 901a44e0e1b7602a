package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.GatewayConfig;
import io.muster.gateway.bulk.Import.State;
import io.muster.gateway.bulk.ImportMapping.Mode;
import io.muster.gateway.bulk.ImportRow.Action;
import io.muster.gateway.bulk.ImportRow.Status;
import io.muster.gateway.request.Call;
import io.muster.gateway.schema.Schemas;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Priority;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes files in, tells how far they are, stops them. */
@Singleton
class Imports {
    private static final Logger LOG = Logger.getLogger(Imports.class);
    private static final int MOST_MAPPING = 256 * 1024;

    private final Schemas schemas;
    private final Database database;
    private final ImportStore imports;
    private final RowStore rows;
    private final ImportDecision decision;
    private final DueStore due;
    private final long mostBytes;
    private final int mostRows;
    private final int mostOpen;

    Imports(
            Schemas schemas,
            Database database,
            ImportStore imports,
            RowStore rows,
            ImportDecision decision,
            DueStore due,
            GatewayConfig config) {
        this.schemas = schemas;
        this.database = database;
        this.imports = imports;
        this.rows = rows;
        this.decision = decision;
        this.due = due;
        this.mostBytes = config.imports().maxBytes();
        this.mostRows = config.imports().maxRows();
        this.mostOpen = config.imports().maxOpen();
    }

    /**
     * What a request asks for.
     *
     * @param mode in the place of the mapping's
     * @param allowDisables in the place of the mapping's limit
     */
    record Wish(
            boolean dryRun, @Nullable Mode mode, @Nullable Long allowDisables) {}

    /** An uploaded part of the request. */
    record Part(Path path, String name, long bytes) {}

    /** A file that may come in, before its rows are read. */
    private record Accepted(String yaml, ImportMapping mapping, FeedFile file) {}

    /**
     * Takes a file in as a whole, its rows into the database; the work begins after that.
     *
     * @throws ProblemException 400 for a mapping or a file that cannot be read, 413 for one that is too large, 429 while too many others have not
     *     ended; nothing is kept then
     */
    Uni<ImportView> accept(Call call, Wish wish, Part mapping, Part file) {
        if (mapping.bytes() > MOST_MAPPING || file.bytes() > mostBytes) {
            throw tooLarge(
                    mapping.bytes() > MOST_MAPPING
                            ? "The mapping is larger than the limit of " + MOST_MAPPING + " bytes."
                            : "The file is larger than the limit of " + mostBytes + " bytes.");
        }
        var id = Uuid7.next();
        return OffLoop.run(() -> check(mapping, file))
                .chain(accepted -> database.transaction(tx -> imports.insert(
                                tx,
                                new ImportStore.New(
                                        id,
                                        Objects.requireNonNullElse(
                                                wish.mode(), accepted.mapping().mode()),
                                        wish.dryRun(),
                                        wish.allowDisables(),
                                        accepted.yaml(),
                                        accepted.mapping().name(),
                                        accepted.file(),
                                        call))
                        .chain(() -> keepRows(tx, id, accepted))
                        .chain(() -> imports.countRows(tx, id))
                        .chain(() -> imports.countOpen(tx))
                        .invoke(this::demandRoom)
                        .chain(() -> due.mark(tx, List.of(ImportWorker.MARK)))))
                .invoke(due::wake)
                .invoke(() -> LOG.infof("import %s: taken in for %s", id, call.client()))
                .onFailure(FeedProblem.class)
                .transform(Imports::invalidFile)
                .chain(() -> find(id));
    }

    private void demandRoom(int open) {
        if (open > mostOpen) {
            throw new ProblemException(Problem.of(
                    429,
                    "too-many-imports",
                    "There are " + mostOpen + " imports that have not ended; wait for one, or stop one."));
        }
    }

    private Accepted check(Part mapping, Part file) throws IOException {
        var yaml = text(Files.readAllBytes(mapping.path()));
        return switch (MappingReader.read(schemas.at("Users"), mapping.name(), yaml)) {
            case MappingReader.Result.Valid valid ->
                new Accepted(
                        yaml,
                        valid.mapping(),
                        FeedFile.check(
                                file.path(),
                                file.name(),
                                valid.mapping().format().charset()));
            case MappingReader.Result.Invalid invalid ->
                throw new ProblemException(
                        Problem.of(400, "invalid-mapping", "The mapping is not valid; nothing was imported.")
                                .with("errors", invalid.problems()));
        };
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(Problem.of(400, "invalid-mapping", "The mapping is not UTF-8."), e);
        }
    }

    private Uni<Void> keepRows(SqlConnection tx, String id, Accepted accepted) {
        return OffLoop.run(() -> new RowIntake(accepted.file().path(), accepted.mapping(), mostRows))
                .chain(intake -> Multi.createBy()
                        .repeating()
                        .uni(() -> OffLoop.run(intake::next))
                        .until(chunk -> chunk.isEmpty())
                        .onItem()
                        .transformToUniAndConcatenate(chunk -> rows.insert(tx, id, chunk.toString()))
                        .collect()
                        .last()
                        .eventually(() -> OffLoop.run(intake::close))
                        .replaceWithVoid());
    }

    /** One import. */
    Uni<ImportView> find(String id) {
        return database.transaction(tx -> found(tx, id).chain(one -> view(tx, one)));
    }

    /** Newest first. */
    Uni<List<ImportView>> before(@Nullable String id, int limit) {
        return database.transaction(tx -> imports.before(tx, id, limit)
                .chain(found -> Multi.createFrom()
                        .iterable(found)
                        .onItem()
                        .transformToUniAndConcatenate(one -> view(tx, one))
                        .collect()
                        .asList()));
    }

    /** Rows of one import, behind the row of that number. */
    Uni<List<ObjectNode>> rows(String id, Optional<Status> status, Optional<Action> action, int after, int limit) {
        return database.transaction(tx ->
                found(tx, id).chain(one -> rows.page(tx, id, status.orElse(null), action.orElse(null), after, limit)));
    }

    /** Stops one that is worked on, after the rows that are being written; of one that has ended, the rows are removed now. */
    Uni<Void> stop(String id) {
        return database.transaction(tx -> found(tx, id)
                        .chain(one -> imports.lockOpen(tx, id))
                        .chain(open -> open
                                ? decision.end(tx, id, State.CANCELLED, null)
                                : due.mark(tx, List.of(new Mark(ImportRetention.KIND, id, Priority.BACKGROUND)))))
                .invoke(due::wake);
    }

    private Uni<Import> found(SqlConnection tx, String id) {
        return imports.find(tx, id)
                .map(one -> one.orElseThrow(
                        () -> new ProblemException(Problem.of(404, "not-found", "There is no import " + id + "."))));
    }

    private Uni<ImportView> view(SqlConnection tx, Import one) {
        var last = one.totals();
        return last != null
                ? Uni.createFrom().item(ImportView.of(one, last))
                : rows.totals(tx, one.id()).map(totals -> ImportView.of(one, totals));
    }

    private static ProblemException tooLarge(String detail) {
        return new ProblemException(Problem.of(413, "too-large", detail));
    }

    private static ProblemException invalidFile(FeedProblem problem) {
        var answer = Problem.of(
                400,
                "invalid-file",
                (problem.line() > 0 ? "Line " + problem.line() + ": " : "") + problem.getMessage());
        return new ProblemException(problem.line() > 0 ? answer.with("line", problem.line()) : answer);
    }
}
