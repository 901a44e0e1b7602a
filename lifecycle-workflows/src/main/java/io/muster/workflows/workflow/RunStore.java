package io.muster.workflows.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.events.Lane;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.Rows;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Priority;
import io.muster.workflows.identity.Occasion;
import io.muster.workflows.notification.MailStore;
import io.muster.workflows.policy.LifecycleWorkflow;
import io.muster.workflows.policy.LifecycleWorkflow.Category;
import io.muster.workflows.workflow.Run.State;
import io.muster.workflows.workflow.Run.TaskRun;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs and their tasks; the unique (workflow, identity, generation) decides whether a trigger starts something. */
@ApplicationScoped
class RunStore {
    /** What starts a run. */
    record Start(
            LifecycleWorkflow workflow,
            long version,
            String trigger,
            String identity,
            String generation,
            Instant scheduledFor,
            boolean late,
            JsonNode changes,
            Occasion occasion) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SELECT = """
            select r.*, (select coalesce(jsonb_agg(jsonb_build_object('number', t.number, 'type', t.type, 'state', t.state, 'failure', t.failure)
                order by t.number), '[]') from run_task t where t.run = r.id) as tasks
            from run r
            """;

    private final DueStore due;

    @Inject
    RunStore(DueStore due) {
        this.due = due;
    }

    /** Queues a run unless this generation had one. @return its id if it is new */
    Uni<Optional<String>> start(SqlConnection tx, Start start) {
        var id = Uuid7.next();
        var occasion = start.occasion();
        return tx.preparedQuery("""
                        insert into run (id, workflow, workflow_version, category, trigger, identity, generation, scheduled_for, state, late,
                          changes, correlation_id, causation_id, lane)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, $10, $11, $12, $13)
                        on conflict (workflow, identity, generation) do nothing""")
                .execute(Tuple.from(Arrays.asList(
                        id,
                        start.workflow().name(),
                        start.version(),
                        start.workflow().category().name().toLowerCase(Locale.ROOT),
                        start.trigger(),
                        start.identity(),
                        start.generation(),
                        Rows.offset(start.scheduledFor()),
                        start.late(),
                        new JsonArray(start.changes().toString()),
                        occasion.correlationId(),
                        occasion.eventId(),
                        occasion.lane().name().toLowerCase(Locale.ROOT))))
                .chain(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().item(Optional.empty())
                        : due.mark(tx, List.of(new Mark(MailStore.RUN, id, priority(start))))
                                .replaceWith(Optional.of(id)));
    }

    private static Priority priority(Start start) {
        return start.workflow().category() == Category.LEAVER
                ? Priority.URGENT
                : Priority.of(start.occasion().lane());
    }

    /** Since when each workflow counts, business time. */
    Uni<Map<String, Instant>> activations(SqlConnection tx) {
        return tx.query("select workflow, activated_at from workflow_activation")
                .execute()
                .map(rows -> {
                    var activations = new HashMap<String, Instant>();
                    rows.forEach(row -> activations.put(
                            row.getString("workflow"),
                            row.getOffsetDateTime("activated_at").toInstant()));
                    return activations;
                });
    }

    Uni<Optional<Run>> find(SqlConnection tx, String id) {
        return tx.preparedQuery(SELECT + " where r.id = $1")
                .execute(Tuple.of(id))
                .map(rows -> Rows.list(rows, RunStore::run).stream().findFirst());
    }

    /** Newest first. */
    Uni<List<Run>> list(
            SqlConnection tx, @Nullable String identity, @Nullable String workflow, String before, int limit) {
        return tx.preparedQuery(SELECT + """
                         where ($1::text is null or r.identity = $1) and ($2::text is null or r.workflow = $2) and ($3 = '' or r.id < $3)
                        order by r.id desc limit $4""")
                .execute(Tuple.of(identity, workflow, before, limit))
                .map(rows -> Rows.list(rows, RunStore::run));
    }

    Uni<Void> state(SqlConnection tx, String id, State state, @Nullable String reason, Instant now) {
        return tx.preparedQuery("""
                        update run set state = $2, reason = coalesce($3, reason), started_at = coalesce(started_at, $4::timestamptz),
                          completed_at = case when $5::boolean then $4::timestamptz end where id = $1""")
                .execute(Tuple.of(id, state.text(), reason, Rows.offset(now), state.isOver()))
                .replaceWithVoid();
    }

    Uni<Void> task(SqlConnection tx, String run, TaskRun task, Instant now) {
        return tx.preparedQuery("""
                        insert into run_task (run, number, type, state, started_at, completed_at, failure)
                        values ($1, $2, $3, $4::text, $5::timestamptz, case when $4::text <> 'inProgress' then $5::timestamptz end, $6)
                        on conflict (run, number) do update set state = excluded.state, completed_at = excluded.completed_at,
                          failure = excluded.failure""")
                .execute(Tuple.from(
                        Arrays.asList(run, task.number(), task.type(), task.state(), Rows.offset(now), task.failure())))
                .replaceWithVoid();
    }

    private static Run run(Row row) {
        return new Run(
                row.getString("id"),
                row.getString("workflow"),
                row.getLong("workflow_version"),
                row.getString("category"),
                row.getString("trigger"),
                row.getString("identity"),
                row.getString("generation"),
                Objects.requireNonNull(Rows.instant(row, "scheduled_for")),
                Rows.instant(row, "started_at"),
                Rows.instant(row, "completed_at"),
                State.of(row.getString("state")),
                row.getBoolean("late"),
                row.getString("reason"),
                json(row.getJsonArray("changes")),
                row.getString("correlation_id"),
                row.getString("causation_id"),
                Lane.valueOf(row.getString("lane").toUpperCase(Locale.ROOT)),
                tasks(row.getJsonArray("tasks")));
    }

    private static List<TaskRun> tasks(JsonArray json) {
        return IntStream.range(0, json.size())
                .mapToObj(json::getJsonObject)
                .map(t -> new TaskRun(
                        t.getInteger("number"), t.getString("type"), t.getString("state"), t.getString("failure")))
                .toList();
    }

    private static JsonNode json(JsonArray array) {
        try {
            return JSON.readTree(array.encode());
        } catch (IOException e) {
            throw new UncheckedIOException("changes of the database are not JSON", e);
        }
    }
}
