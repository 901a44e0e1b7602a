package io.muster.workflows.approval;

import io.muster.runtime.pg.database.Rows;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.workflows.approval.AccessRequest.Stage;
import io.muster.workflows.approval.AccessRequest.Status;
import io.muster.workflows.grant.Assignment;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Requests and their stages. */
@ApplicationScoped
class RequestStore implements Assignment.Source {
    private static final String SELECT = """
            select r.*, (select jsonb_agg(jsonb_build_object('approvers', to_jsonb(s.approvers), 'deadlineIn', s.deadline_in, 'decision', s.decision,
                'by', s.decided_by, 'at', s.decided_at, 'justification', s.justification) order by s.number)
              from request_stage s where s.request = r.id) as stages
            from access_request r
            """;

    Uni<Optional<AccessRequest>> find(SqlConnection tx, String id) {
        return tx.preparedQuery(SELECT + " where r.id = $1")
                .execute(Tuple.of(id))
                .map(rows -> Rows.list(rows, RequestStore::request).stream().findFirst());
    }

    /** Requests of one person, or with {@code person} null of everybody, newest first. */
    Uni<List<AccessRequest>> list(
            SqlConnection tx, @Nullable String person, @Nullable String status, String before, int limit) {
        return tx.preparedQuery(SELECT + """
                         where ($1::text is null or r.person = $1) and ($2::text is null or r.status = $2) and ($3 = '' or r.id < $3)
                        order by r.id desc limit $4""")
                .execute(Tuple.of(person, status, before, limit))
                .map(rows -> Rows.list(rows, RequestStore::request));
    }

    /** Pending requests whose current stage this person may decide, oldest first. */
    Uni<List<AccessRequest>> awaiting(SqlConnection tx, String approver, String after, int limit) {
        return tx.preparedQuery(SELECT + """
                         where r.status = 'pending' and r.id > $2 and exists (
                          select 1 from request_stage s where s.request = r.id and s.number = r.stage and s.approvers @> array[$1]::text[])
                        order by r.id limit $3""")
                .execute(Tuple.of(approver, after, limit))
                .map(rows -> Rows.list(rows, RequestStore::request));
    }

    /** Those of the person that still can end: pending and approved ones. */
    Uni<List<AccessRequest>> open(SqlConnection tx, String person) {
        return tx.preparedQuery(SELECT + " where r.person = $1 and r.status in ('pending', 'approved') order by r.id")
                .execute(Tuple.of(person))
                .map(rows -> Rows.list(rows, RequestStore::request));
    }

    @Override
    public Uni<List<Assignment>> assignmentsOf(SqlConnection tx, Collection<String> people) {
        return tx.preparedQuery(SELECT + " where r.person = any ($1) and r.status = 'approved' order by r.id")
                .execute(Tuple.of(people.toArray(String[]::new)))
                .map(rows -> Rows.list(rows, RequestStore::request).stream()
                        .map(RequestStore::assignment)
                        .toList());
    }

    private static Assignment assignment(AccessRequest request) {
        var by = request.stages().isEmpty() ? null : request.stages().getLast().by();
        return new Assignment(
                request.id(),
                request.person(),
                request.accessPackage(),
                request.packageVersion(),
                request.grants(),
                request.validTo(),
                by);
    }

    /** Stores a new request. A pending one of the same person and package is a problem (409). */
    Uni<Void> insert(SqlConnection tx, AccessRequest request) {
        var grants = new JsonArray();
        request.grants()
                .forEach((application, entitlements) -> grants.add(new JsonObject()
                        .put("application", application)
                        .put("entitlements", new JsonArray(entitlements))));
        return tx.preparedQuery("""
                        insert into access_request (id, person, access_package, package_version, status, justification, until, requested_by,
                          requested_at, zone, stage, deadline, valid_from, valid_to, reason, correlation_id, last_event, grants, version)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
                        on conflict do nothing""")
                .execute(Tuple.from(Arrays.asList(
                        request.id(),
                        request.person(),
                        request.accessPackage(),
                        request.packageVersion(),
                        request.status().text(),
                        request.justification(),
                        request.until(),
                        request.requestedBy(),
                        Rows.offset(request.requestedAt()),
                        request.zone().getId(),
                        request.stage(),
                        Rows.offset(request.deadline()),
                        Rows.offset(request.validFrom()),
                        Rows.offset(request.validTo()),
                        request.reason(),
                        request.correlationId(),
                        request.lastEvent(),
                        grants,
                        request.version())))
                .chain(inserted -> inserted.rowCount() == 1 ? insertStages(tx, request) : alreadyAsked());
    }

    /** Seen from the count, not from a violation: that would end the transaction, in which a workflow goes on. */
    private static Uni<Void> alreadyAsked() {
        return Uni.createFrom()
                .failure(new ProblemException(
                        Problem.of(409, "already-requested", "A request for this access package is pending already.")));
    }

    private static Uni<Void> insertStages(SqlConnection tx, AccessRequest request) {
        if (request.stages().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var rows = IntStream.range(0, request.stages().size())
                .mapToObj(i -> Tuple.of(
                        request.id(),
                        i,
                        request.stages().get(i).approvers().toArray(String[]::new),
                        request.stages().get(i).deadlineIn()))
                .toList();
        return tx.preparedQuery(
                        "insert into request_stage (request, number, approvers, deadline_in) values ($1, $2, $3, $4)")
                .executeBatch(rows)
                .replaceWithVoid();
    }

    /** Writes what changed; the caller holds the identity's lock. */
    Uni<Void> update(SqlConnection tx, AccessRequest request) {
        return tx.preparedQuery("""
                        update access_request set status = $2, stage = $3, deadline = $4, valid_from = $5, valid_to = $6, reason = $7,
                          last_event = $8, version = $9 where id = $1""")
                .execute(Tuple.from(Arrays.asList(
                        request.id(),
                        request.status().text(),
                        request.stage(),
                        Rows.offset(request.deadline()),
                        Rows.offset(request.validFrom()),
                        Rows.offset(request.validTo()),
                        request.reason(),
                        request.lastEvent(),
                        request.version())))
                .replaceWithVoid();
    }

    Uni<Void> updateStage(SqlConnection tx, String request, int number, Stage stage) {
        return tx.preparedQuery(
                        "update request_stage set decision = $3, decided_by = $4, decided_at = $5, justification = $6 where request = $1 and number = $2")
                .execute(Tuple.from(Arrays.asList(
                        request, number, stage.decision(), stage.by(), Rows.offset(stage.at()), stage.justification())))
                .replaceWithVoid();
    }

    private static AccessRequest request(Row row) {
        return new AccessRequest(
                row.getString("id"),
                row.getString("person"),
                row.getString("access_package"),
                row.getLong("package_version"),
                Status.of(row.getString("status")),
                row.getString("justification"),
                row.getLocalDate("until"),
                row.getString("requested_by"),
                Objects.requireNonNull(Rows.instant(row, "requested_at")),
                ZoneId.of(row.getString("zone")),
                row.getInteger("stage"),
                Rows.instant(row, "deadline"),
                Rows.instant(row, "valid_from"),
                Rows.instant(row, "valid_to"),
                row.getString("reason"),
                row.getString("correlation_id"),
                row.getString("last_event"),
                grants(row.getJsonArray("grants")),
                stages(row.getJsonArray("stages")),
                row.getLong("version"));
    }

    private static Map<String, List<String>> grants(JsonArray json) {
        var grants = new HashMap<String, List<String>>();
        IntStream.range(0, json.size())
                .mapToObj(json::getJsonObject)
                .forEach(g -> grants.put(g.getString("application"), texts(g.getJsonArray("entitlements"))));
        return grants;
    }

    private static List<Stage> stages(@Nullable JsonArray json) {
        return json == null
                ? List.of()
                : IntStream.range(0, json.size())
                        .mapToObj(json::getJsonObject)
                        .map(s -> new Stage(
                                texts(s.getJsonArray("approvers")),
                                s.getString("deadlineIn"),
                                s.getString("decision"),
                                s.getString("by"),
                                s.getString("at") == null
                                        ? null
                                        : OffsetDateTime.parse(s.getString("at"))
                                                .toInstant(),
                                s.getString("justification")))
                        .toList();
    }

    private static List<String> texts(JsonArray json) {
        return json.stream().map(Object::toString).toList();
    }
}
