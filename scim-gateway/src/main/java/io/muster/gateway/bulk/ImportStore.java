package io.muster.gateway.bulk;

import io.muster.gateway.bulk.Import.Stage;
import io.muster.gateway.bulk.Import.State;
import io.muster.gateway.bulk.ImportMapping.Mode;
import io.muster.gateway.request.Call;
import io.muster.gateway.sql.Sql;
import io.muster.runtime.pg.database.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code import}. All methods run in the caller's transaction. */
@Singleton
class ImportStore {
    private static final String COLUMNS = """
            id, state, stage, mode, dry_run, allow_disables, mapping, mapping_name, file_name, file_bytes, file_sha256, rows,
            cast(context as text) as context, missing_after, waited, cast(disables as text) as disables,
            cast(totals as text) as totals, reason, cast(notes as text) as notes, created_at, ended_at""";

    /** What stands in a new row beside defaults. */
    record New(
            String id,
            Mode mode,
            boolean dryRun,
            @Nullable Long allowDisables,
            String mapping,
            String mappingName,
            FeedFile file,
            Call call) {}

    Uni<Void> insert(SqlConnection tx, New added) {
        return tx.preparedQuery("""
                        insert into import (id, state, stage, mode, dry_run, allow_disables, mapping, mapping_name, file_name,
                            file_bytes, file_sha256, context)
                        values ($1, 'planning', 'order', $2, $3, $4, $5, $6, $7, $8, $9, cast($10::text as jsonb))""")
                .execute(Tuple.from(new @Nullable Object[] {
                    added.id(),
                    added.mode().text(),
                    added.dryRun(),
                    added.allowDisables(),
                    added.mapping(),
                    added.mappingName(),
                    added.file().name(),
                    added.file().bytes(),
                    added.file().sha256(),
                    added.call().toJson().encode()
                }))
                .replaceWithVoid();
    }

    Uni<Void> countRows(SqlConnection tx, String id) {
        return tx.preparedQuery(
                        "update import set rows = (select count(*) from import_row where import_id = $1) where id = $1")
                .execute(Tuple.of(id))
                .replaceWithVoid();
    }

    Uni<Optional<Import>> find(SqlConnection tx, String id) {
        return tx.preparedQuery("select " + COLUMNS + " from import where id = $1")
                .execute(Tuple.of(id))
                .map(ImportStore::first);
    }

    /** The one that is worked on: the oldest that has not ended. One that has begun goes on first, even if an older id is committed after it. */
    Uni<Optional<Import>> open(SqlConnection tx) {
        return tx.preparedQuery("select " + COLUMNS
                        + " from import where ended_at is null order by stage = 'order', id limit 1")
                .execute()
                .map(ImportStore::first);
    }

    /** How many have not ended; what this transaction has inserted counts, and nobody else's commit comes between this and its own. */
    Uni<Integer> countOpen(SqlConnection tx) {
        return tx.query("select pg_advisory_xact_lock(hashtext('muster.imports'))")
                .execute()
                .chain(() -> tx.query("select cast(count(*) as integer) as open from import where ended_at is null")
                        .execute())
                .map(found -> found.iterator().next().getInteger("open"));
    }

    /** Newest first. */
    Uni<List<Import>> before(SqlConnection tx, @Nullable String id, int limit) {
        return tx.preparedQuery("select " + COLUMNS
                        + " from import where $1::text is null or id < $1::text order by id desc limit $2")
                .execute(Tuple.of(id, limit))
                .map(rows -> Rows.list(rows, ImportStore::read));
    }

    /** Locks it; false if it has ended meanwhile. */
    Uni<Boolean> lockOpen(SqlConnection tx, String id) {
        return tx.preparedQuery("select id from import where id = $1 and ended_at is null for update")
                .execute(Tuple.of(id))
                .map(found -> found.size() == 1);
    }

    Uni<Void> stage(SqlConnection tx, String id, State state, Stage stage) {
        return tx.preparedQuery("update import set state = $2, stage = $3 where id = $1")
                .execute(Tuple.of(id, state.text(), stage.text()))
                .replaceWithVoid();
    }

    Uni<Void> missingAfter(SqlConnection tx, String id, String last) {
        return tx.preparedQuery("update import set missing_after = $2 where id = $1")
                .execute(Tuple.of(id, last))
                .replaceWithVoid();
    }

    Uni<Void> note(SqlConnection tx, String id, String note) {
        return tx.preparedQuery("update import set notes = notes || to_jsonb($2::text) where id = $1")
                .execute(Tuple.of(id, note))
                .replaceWithVoid();
    }

    Uni<Void> disables(SqlConnection tx, String id, String disables) {
        return tx.preparedQuery("update import set disables = cast($2::text as jsonb) where id = $1")
                .execute(Tuple.of(id, disables))
                .replaceWithVoid();
    }

    Uni<Void> waited(SqlConnection tx, String id, long millis) {
        return tx.preparedQuery("update import set waited = waited + $2 where id = $1")
                .execute(Tuple.of(id, millis))
                .replaceWithVoid();
    }

    /** Rows have gone on; after so many of them they may wait anew. */
    Uni<Void> paced(SqlConnection tx, String id, int rows, int every) {
        return tx.preparedQuery("""
                        update import set waited = case when paced + $2 >= $3 then 0 else waited end,
                            paced = case when paced + $2 >= $3 then 0 else paced + $2 end
                        where id = $1""").execute(Tuple.of(id, rows, every)).replaceWithVoid();
    }

    /** Ends it; the totals are those of its rows, in the shape of {@link RowStore#totals}. */
    Uni<Void> end(SqlConnection tx, String id, State state, @Nullable String reason, String totals) {
        return tx.preparedQuery("""
                        update import set state = $2, reason = $3, totals = cast($4::text as jsonb), ended_at = now()
                        where id = $1""")
                .execute(Tuple.of(id, state.text(), reason, totals))
                .replaceWithVoid();
    }

    /** The mapping goes with the rows. */
    Uni<Void> forget(SqlConnection tx, String id) {
        return tx.preparedQuery("update import set mapping = null where id = $1")
                .execute(Tuple.of(id))
                .replaceWithVoid();
    }

    private static Optional<Import> first(RowSet<Row> rows) {
        return Rows.list(rows, ImportStore::read).stream().findFirst();
    }

    private static Import read(Row row) {
        var disables = row.getString("disables");
        var totals = row.getString("totals");
        return new Import(
                row.getString("id"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                Stage.valueOf(row.getString("stage").toUpperCase(Locale.ROOT)),
                Mode.valueOf(row.getString("mode").toUpperCase(Locale.ROOT)),
                row.getBoolean("dry_run"),
                row.getLong("allow_disables"),
                row.getString("mapping"),
                row.getString("mapping_name"),
                new FeedFile(
                        Path.of(""),
                        row.getString("file_name"),
                        row.getLong("file_bytes"),
                        row.getString("file_sha256")),
                row.getInteger("rows"),
                Call.of(new JsonObject(row.getString("context"))),
                row.getString("missing_after"),
                row.getLong("waited"),
                disables == null ? null : Sql.document(disables),
                totals == null ? null : Sql.document(totals),
                row.getString("reason"),
                Sql.document("{\"notes\":" + row.getString("notes") + "}").path("notes"),
                Objects.requireNonNull(Rows.instant(row, "created_at")),
                Rows.instant(row, "ended_at"));
    }
}
