package io.muster.dispatcher.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.Priority;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Target documents in the database, and what a change of them makes due. */
@ApplicationScoped
public class TargetStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Pool pool;
    private final DueStore due;

    @Inject
    TargetStore(Pool pool, DueStore due) {
        this.pool = pool;
        this.due = due;
    }

    /** The work of a target's accounts: the kind of its rows in the due table. */
    public static String lane(String target) {
        return "account/" + target;
    }

    /** A stored document. */
    record Stored(Target target, JsonNode document, String file) {}

    Uni<List<Stored>> all() {
        return pool.query("select name, revision, file, document::text as document from target order by name")
                .execute()
                .map(TargetStore::stored);
    }

    Uni<List<Stored>> lockAll(SqlConnection tx) {
        return tx.query("lock table target in exclusive mode")
                .execute()
                .chain(() -> tx.query(
                                "select name, revision, file, document::text as document from target order by name")
                        .execute())
                .map(TargetStore::stored);
    }

    private static List<Stored> stored(RowSet<Row> rows) {
        List<Stored> all = new ArrayList<>();
        for (Row row : rows) {
            JsonNode document = json(row.getString("document"));
            all.add(new Stored(Target.of(document, row.getLong("revision")), document, row.getString("file")));
        }
        return all;
    }

    /** Writes a new or changed document, and makes every account of it due. */
    Uni<Void> put(SqlConnection tx, TargetDocuments.Found found, String by) {
        String name = found.target().name();
        return tx.preparedQuery("""
                        insert into target (name, file, document, applied_by) values ($1, $2, $3::text::jsonb, $4)
                        on conflict (name) do update set file = excluded.file, document = excluded.document,
                            applied_by = excluded.applied_by, applied_at = now(), revision = target.revision + 1""")
                .execute(Tuple.of(name, found.file(), found.document().toString(), by))
                .chain(() -> tx.preparedQuery("""
                                insert into account (identity, target)
                                select identity, application from access_grant where application = $1
                                on conflict (identity, target) do update
                                    set desired_revision = account.desired_revision + 1""").execute(Tuple.of(name)))
                .chain(() -> markAll(tx, name))
                .replaceWithVoid();
    }

    /** All accounts of a target, which have lower priority than what people wait for. */
    public Uni<Integer> markAll(SqlConnection tx, String name) {
        return due.markAll(
                tx,
                lane(name),
                Priority.BULK,
                "select identity from account where target = '" + name.replace("'", "''") + "'");
    }

    Uni<Void> remove(SqlConnection tx, String name) {
        return tx.preparedQuery("delete from target where name = $1")
                .execute(Tuple.of(name))
                .replaceWithVoid();
    }

    /** How a target is doing, for people. */
    Uni<Map<String, Map<String, Object>>> states() {
        return pool.query("""
                        select t.name, t.applied_at, t.applied_by, q.since, q.reason, q.probe_at,
                               l.tripped_at, r.finished_at, r.accounts, r.drifted, r.unmanaged, r.error,
                               (select coalesce(json_object_agg(status, n)::text, '{}') from
                                   (select status, count(*) as n from account a where a.target = t.name group by status) s)
                                   as counts,
                               (select count(*) from account a
                                 where a.target = t.name and a.applied_revision < a.desired_revision) as outstanding
                          from target t
                          left join quarantine q on q.target = t.name
                          left join limit_state l on l.target = t.name
                          left join reconciliation r on r.target = t.name""").execute().map(rows -> {
            Map<String, Map<String, Object>> states = new LinkedHashMap<>();
            rows.forEach(row -> states.put(row.getString("name"), state(row)));
            return states;
        });
    }

    private static Map<String, Object> state(Row row) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("appliedAt", row.getOffsetDateTime("applied_at").toInstant());
        state.put("appliedBy", row.getString("applied_by"));
        state.put("accounts", json(row.getString("counts")));
        state.put("outstanding", row.getLong("outstanding"));
        if (row.getOffsetDateTime("since") != null) {
            state.put(
                    "quarantine",
                    Map.of(
                            "since", row.getOffsetDateTime("since").toInstant(),
                            "reason", row.getString("reason"),
                            "probeAt", row.getOffsetDateTime("probe_at").toInstant()));
        }
        if (row.getOffsetDateTime("tripped_at") != null) {
            state.put("limitTrippedAt", row.getOffsetDateTime("tripped_at").toInstant());
        }
        if (row.getInteger("accounts") != null) {
            Map<String, Object> last = new LinkedHashMap<>();
            if (row.getOffsetDateTime("finished_at") != null) {
                last.put("finishedAt", row.getOffsetDateTime("finished_at").toInstant());
            }
            last.put("accounts", row.getInteger("accounts"));
            last.put("drifted", row.getInteger("drifted"));
            last.put("unmanaged", row.getInteger("unmanaged"));
            if (row.getString("error") != null) {
                last.put("error", row.getString("error"));
            }
            state.put("reconciliation", last);
        }
        return state;
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("the database keeps valid JSON", impossible);
        }
    }
}
