package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.bulk.ImportRow.Action;
import io.muster.gateway.bulk.ImportRow.Planned;
import io.muster.gateway.bulk.ImportRow.Status;
import io.muster.gateway.sql.Sql;
import io.muster.runtime.pg.database.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The table {@code import_row}. All methods run in the caller's transaction; each of them is one statement, however many rows it is about. */
@Singleton
class RowStore {
    /** The deepest tree of managers whose order is kept. */
    static final int WAVES = 100;

    /** Added to the wave of a row that takes work or access away: it comes before all others. */
    private static final int EARLIER = -20_000;

    /** Added to the wave of a row whose names another row has still to give away: it comes after all others. */
    private static final int LATER = 10_000;

    /**
     * Characters of a key by which rows are looked up: an index of PostgreSQL has no room for an entry of more than 2,704 bytes, of which a character
     * can need three.
     */
    static final int MOST_KEY = 512;

    static boolean findable(String key) {
        return key.length() <= MOST_KEY;
    }

    /** Where a row comes that is tried once more: behind all others, and among its like in the order in which they were planned. */
    static int later(int wave) {
        return LATER + (wave < 0 ? wave - EARLIER : wave);
    }

    /** Whether rows of this wave are tried once more. */
    static boolean isLater(int wave) {
        return wave >= LATER;
    }

    private static final String COLUMNS =
            "n, wave, line, cast(cells as text) as cells, key, manager_key, action, new_id, user_id, manager_id";

    /** Rows as they are read from the file: {@code [{"n","line","cells","key"?,"managerKey"?,"newId","reason"?}]}. */
    Uni<Void> insert(SqlConnection tx, String id, String rows) {
        return tx.preparedQuery("""
                        insert into import_row (import_id, n, line, cells, key, manager_key, new_id, status, reason)
                        select $1, n, line, cells, key, "managerKey", "newId",
                               case when reason is null then 'pending' else 'rejected' end, reason
                          from jsonb_to_recordset(cast($2::text as jsonb)) as r (
                               n integer, line integer, cells jsonb, key text, "managerKey" text, "newId" text, reason text)""").execute(Tuple.of(id, rows)).replaceWithVoid();
    }

    /** Rows with one key are rejected, all of them: nobody knows which one is meant. */
    Uni<Void> rejectRepeated(SqlConnection tx, String id) {
        return tx.preparedQuery("""
                        with repeated as (
                            select key, array_to_string((array_agg(line order by n))[1:5], ', ') as lines
                              from import_row where import_id = $1 and key is not null group by key having count(*) > 1)
                        update import_row r set status = 'rejected', reason = 'The same key stands in lines ' || d.lines || '.'
                          from repeated d where r.import_id = $1 and r.key = d.key""").execute(Tuple.of(id)).replaceWithVoid();
    }

    /** Managers come before those who report to them; who reports to himself in the end comes last. */
    Uni<Void> order(SqlConnection tx, String id) {
        return tx.preparedQuery("""
                        with recursive below (n, key, wave) as (
                            select r.n, r.key, 0 from import_row r
                             where r.import_id = $1 and r.status = 'pending' and not exists (
                                   select 1 from import_row m
                                    where m.import_id = $1 and m.key = r.manager_key and m.status = 'pending')
                            union all
                            select r.n, r.key, b.wave + 1 from below b
                              join import_row r on r.import_id = $1 and r.manager_key = b.key and r.status = 'pending'
                             where b.wave < $2)
                        update import_row r set wave = b.wave from below b where r.import_id = $1 and r.n = b.n""").execute(Tuple.of(id, WAVES)).replaceWithVoid();
    }

    /** The next rows of one wave that are to be planned. */
    Uni<List<ImportRow>> pending(SqlConnection tx, String id, int most) {
        return next(tx, id, Status.PENDING, most);
    }

    /** The next rows of one wave that are to be written. */
    Uni<List<ImportRow>> planned(SqlConnection tx, String id, int most) {
        return next(tx, id, Status.PLANNED, most);
    }

    private static Uni<List<ImportRow>> next(SqlConnection tx, String id, Status status, int most) {
        return tx.preparedQuery("select " + COLUMNS + """
                         from import_row where import_id = $1 and status = $2 and wave = (
                             select wave from import_row where import_id = $1 and status = $2 order by wave limit 1)
                        order by n limit $3""")
                .execute(Tuple.of(id, status.text(), most))
                .map(rows -> Rows.list(rows, RowStore::read));
    }

    Uni<Void> plan(SqlConnection tx, String id, Collection<Planned> planned) {
        var rows = JsonNodeFactory.instance.arrayNode();
        planned.forEach(row -> rows.add(json(row)));
        return tx.preparedQuery("""
                        update import_row r
                           set status = p.status, action = p.action, user_id = p.user_id, manager_id = p.manager_id,
                               names = p.names, changes = p.changes,
                               reason = p.reason, warnings = p.warnings,
                               wave = case when p.action = 'disable' then wave + $3 else wave end
                          from jsonb_to_recordset(cast($2::text as jsonb)) as p (
                               n integer, status text, action text, user_id text, manager_id text, names jsonb,
                               changes jsonb, reason text, warnings jsonb)
                         where r.import_id = $1 and r.n = p.n""")
                .execute(Tuple.of(id, rows.toString(), EARLIER))
                .replaceWithVoid();
    }

    /** People who are missing, behind the rows of the file; whoever is there already stays. */
    Uni<Void> addMissing(SqlConnection tx, String id, Collection<Planned> missing) {
        var rows = JsonNodeFactory.instance.arrayNode();
        missing.forEach(row -> {
            var key = row.row().key();
            rows.add(json(row).put("key", key != null && findable(key) ? key : null));
        });
        return tx.preparedQuery("""
                        insert into import_row (import_id, n, key, wave, status, action, user_id, changes, reason, warnings)
                        select $1, (select coalesce(max(n), 0) from import_row where import_id = $1) + p.n, p.key, $3, p.status,
                               p.action, p.user_id, p.changes, p.reason, p.warnings
                          from jsonb_to_recordset(cast($2::text as jsonb)) as p (
                               n integer, key text, status text, action text, user_id text, changes jsonb, reason text,
                               warnings jsonb)""")
                .execute(Tuple.of(id, rows.toString(), EARLIER))
                .replaceWithVoid();
    }

    /** What became of rows that were to be written: {@code [{"n","status","reason"?,"warnings"?,"wave"?}]}. */
    Uni<Void> written(SqlConnection tx, String id, String outcomes) {
        return tx.preparedQuery("""
                        update import_row r
                           set status = o.status, reason = o.reason, warnings = coalesce(o.warnings, r.warnings),
                               wave = coalesce(o.wave, r.wave),
                               action = case when o.status = 'rejected' then null else r.action end
                          from jsonb_to_recordset(cast($2::text as jsonb)) as o (
                               n integer, status text, reason text, warnings jsonb, wave integer)
                         where r.import_id = $1 and r.n = o.n""").execute(Tuple.of(id, outcomes)).replaceWithVoid();
    }

    /** How many rows there are of each kind: {@code {"pending","create","update","disable","unchanged","rejected","written"}}. */
    Uni<ObjectNode> totals(SqlConnection tx, String id) {
        return tx.preparedQuery("""
                        select cast(json_build_object(
                                'pending', count(*) filter (where status = 'pending'),
                                'create', count(*) filter (where action = 'create'),
                                'update', count(*) filter (where action = 'update'),
                                'disable', count(*) filter (where action = 'disable'),
                                'unchanged', count(*) filter (where status = 'unchanged'),
                                'rejected', count(*) filter (where status = 'rejected'),
                                'written', count(*) filter (where status = 'written'),
                                'matched', count(*) filter (where line is not null and user_id is not null),
                                'missing', count(*) filter (where line is null)) as text) as totals
                          from import_row where import_id = $1""")
                .execute(Tuple.of(id))
                .map(rows -> Sql.document(rows.iterator().next().getString("totals")));
    }

    /** Whether there are rows of the file whose key cannot be read. */
    Uni<Boolean> unreadable(SqlConnection tx, String id) {
        return tx.preparedQuery(
                        "select exists (select 1 from import_row where import_id = $1 and key is null and line is not null) as unreadable")
                .execute(Tuple.of(id))
                .map(found -> found.iterator().next().getBoolean("unreadable"));
    }

    /** A page of rows as they are shown, by n. */
    Uni<List<ObjectNode>> page(
            SqlConnection tx, String id, @Nullable Status status, @Nullable Action action, int after, int limit) {
        return tx.preparedQuery("""
                        select cast(jsonb_strip_nulls(jsonb_build_object(
                                'n', n, 'line', line, 'key', key, 'status', status, 'action', action,
                                'user', case when action = 'create' and status <> 'written' then null
                                             when action = 'create' then new_id else user_id end,
                                'reason', reason)) || case when changes is null then '{}'
                                    else jsonb_build_object('changes', changes) end
                                || case when jsonb_array_length(coalesce(warnings, '[]')) = 0 then '{}'
                                    else jsonb_build_object('warnings', warnings) end as text) as shown
                          from import_row
                         where import_id = $1 and n > $2 and ($3::text is null or status = $3::text)
                           and ($4::text is null or action = $4::text)
                         order by n limit $5""")
                .execute(Tuple.of(
                        id, after, status == null ? null : status.text(), action == null ? null : action.text(), limit))
                .map(rows -> Rows.list(rows, row -> Sql.document(row.getString("shown"))));
    }

    /** Some rows of an import whose time is over; how many. */
    Uni<Integer> remove(SqlConnection tx, String id, int most) {
        return tx.preparedQuery("""
                        delete from import_row where import_id = $1 and n in (
                            select n from import_row where import_id = $1 order by n limit $2)""").execute(Tuple.of(id, most)).map(removed -> removed.rowCount());
    }

    private static ObjectNode json(Planned row) {
        var json = JsonNodeFactory.instance.objectNode();
        var action = row.action();
        json.put("n", row.row().n())
                .put("status", row.status().text())
                .put("action", action == null ? null : action.text())
                .put("user_id", row.userId())
                .put("manager_id", row.managerId())
                .put("reason", row.reason())
                .set("changes", row.changes());
        var names = json.putObject("names");
        row.names().forEach(name -> names.put(name.attribute(), name.value()));
        row.warnings().forEach(json.putArray("warnings")::add);
        return json;
    }

    private static ImportRow read(Row row) {
        var cells = row.getString("cells");
        var action = row.getString("action");
        return new ImportRow(
                row.getInteger("n"),
                row.getInteger("wave"),
                row.getInteger("line"),
                cells == null ? JsonNodeFactory.instance.objectNode() : Sql.document(cells),
                row.getString("key"),
                row.getString("manager_key"),
                action == null ? null : Action.valueOf(action.toUpperCase(Locale.ROOT)),
                row.getString("new_id"),
                row.getString("user_id"),
                row.getString("manager_id"));
    }
}
