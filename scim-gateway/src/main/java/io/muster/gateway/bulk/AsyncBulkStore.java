package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.gateway.bulk.AsyncRequest.Part;
import io.muster.gateway.request.Call;
import io.muster.gateway.request.Locations;
import io.muster.gateway.sql.Sql;
import io.muster.runtime.pg.database.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The tables {@code bulk_request} and {@code bulk_operation}. All methods run in the caller's transaction. */
@Singleton
class AsyncBulkStore {
    /** How many requests of a client are not done; nobody else's commit comes between this and the end of the transaction. */
    Uni<Integer> outstanding(SqlConnection tx, String client) {
        return tx.preparedQuery("select pg_advisory_xact_lock(hashtext('muster.bulk.' || $1))")
                .execute(Tuple.of(client))
                .chain(() -> tx.preparedQuery(
                                "select cast(count(*) as integer) as open from bulk_request where client = $1 and ended_at is null")
                        .execute(Tuple.of(client)))
                .map(found -> found.iterator().next().getInteger("open"));
    }

    Uni<Void> insert(
            SqlConnection tx, String id, Call call, Locations at, int failOnErrors, List<BulkOperation> operations) {
        var texts = operations.stream()
                .map(operation -> operation.toJson().toString())
                .toArray(String[]::new);
        return tx.preparedQuery("""
                        insert into bulk_request (id, client, context, base, fail_on_errors)
                        values ($1, $2, cast($3::text as jsonb), $4, $5)""")
                .execute(Tuple.of(id, call.client(), call.toJson().encode(), at.base(), failOnErrors))
                .chain(() -> tx.preparedQuery("""
                                insert into bulk_operation (request_id, n, operation)
                                select $1, o.n - 1, cast(o.text as json) from unnest($2::text[]) with ordinality as o (text, n)""").execute(Tuple.of(id, texts)))
                .replaceWithVoid();
    }

    Uni<Optional<AsyncRequest>> find(SqlConnection tx, String id) {
        return tx.preparedQuery(
                        "select id, cast(context as text) as context, base, fail_on_errors, ended_at from bulk_request where id = $1")
                .execute(Tuple.of(id))
                .chain(found -> found.size() == 0
                        ? Uni.createFrom().item(Optional.empty())
                        : parts(tx, id)
                                .map(parts ->
                                        Optional.of(request(found.iterator().next(), parts))));
    }

    private static AsyncRequest request(Row row, List<Part> parts) {
        return new AsyncRequest(
                row.getString("id"),
                Call.of(new JsonObject(row.getString("context"))),
                new Locations(row.getString("base")),
                row.getInteger("fail_on_errors"),
                parts,
                Rows.instant(row, "ended_at"));
    }

    private static Uni<List<Part>> parts(SqlConnection tx, String id) {
        return tx.preparedQuery("""
                        select n, cast(operation as text) as operation, made_id, cast(outcome as text) as outcome
                          from bulk_operation where request_id = $1 order by n""").execute(Tuple.of(id)).map(rows -> Rows.list(rows, AsyncBulkStore::part));
    }

    private static Part part(Row row) {
        var operation = BulkOperation.read(row.getInteger("n"), Sql.document(row.getString("operation")));
        var outcome = row.getString("outcome");
        return new Part(
                operation,
                row.getString("made_id"),
                outcome == null ? null : Outcome.of(operation, Sql.document(outcome)));
    }

    /**
     * Writes what became of an operation, in the transaction that did it; false if that is known already, or the request is gone.
     *
     * @param madeId the resource that was made of it before
     */
    Uni<Boolean> done(Mutiny.Session session, String id, @Nullable String madeId, Outcome outcome) {
        return Sql.of(
                        "update bulk_operation set outcome = cast(cast($3 as text) as json), operation = cast(cast($4 as text) as json)"
                                + " where request_id = $1 and n = $2 and outcome is null and coalesce(made_id, '') = $5",
                        id,
                        outcome.operation().index(),
                        outcome.kept().toString(),
                        outcome.operation().sketch().toString(),
                        Objects.requireNonNullElse(madeId, ""))
                .run(session)
                .map(rows -> rows == 1);
    }

    /** Writes which resource was made of an operation, what names others still to come; false as above. */
    Uni<Boolean> made(Mutiny.Session session, String id, int index, String madeId) {
        return Sql.of(
                        "update bulk_operation set made_id = $3 where request_id = $1 and n = $2 and outcome is null and made_id is null",
                        id,
                        index,
                        madeId)
                .run(session)
                .map(rows -> rows == 1);
    }

    /** Writes what became of an operation that changed nothing; false as above. */
    Uni<Boolean> refused(SqlConnection tx, String id, @Nullable String madeId, Outcome outcome) {
        return tx.preparedQuery("""
                        update bulk_operation set outcome = cast($3::text as json), operation = cast($4::text as json)
                         where request_id = $1 and n = $2 and outcome is null and coalesce(made_id, '') = $5""")
                .execute(Tuple.of(
                        id,
                        outcome.operation().index(),
                        outcome.kept().toString(),
                        outcome.operation().sketch().toString(),
                        Objects.requireNonNullElse(madeId, "")))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Ends it. What was not begun loses its data as well. */
    Uni<Void> end(SqlConnection tx, String id, List<Outcome> outcomes) {
        var known = JsonNodeFactory.instance.arrayNode();
        outcomes.forEach(outcome ->
                known.addObject().put("n", outcome.operation().index()).set("outcome", outcome.kept()));
        return tx.preparedQuery("""
                        update bulk_operation o set outcome = k.outcome
                          from json_to_recordset(cast($2::text as json)) as k (n integer, outcome json)
                         where o.request_id = $1 and o.n = k.n and o.outcome is null""")
                .execute(Tuple.of(id, known.toString()))
                .chain(() -> tx.preparedQuery("""
                                update bulk_operation set operation = json_build_object(
                                    'method', operation -> 'method', 'path', operation -> 'path', 'bulkId', operation -> 'bulkId')
                                 where request_id = $1 and operation -> 'data' is not null""").execute(Tuple.of(id)))
                .chain(() -> tx.preparedQuery("update bulk_request set ended_at = now() where id = $1")
                        .execute(Tuple.of(id)))
                .replaceWithVoid();
    }

    /** Removes it with all that is known of it; false if there is none of that client. */
    Uni<Boolean> remove(SqlConnection tx, String id, String client) {
        return tx.preparedQuery("delete from bulk_request where id = $1 and client = $2")
                .execute(Tuple.of(id, client))
                .map(removed -> removed.rowCount() == 1);
    }

    /** One outcome, if it is known. */
    Uni<Optional<JsonNode>> outcome(SqlConnection tx, String id, int index) {
        return tx.preparedQuery(
                        "select cast(outcome as text) as outcome from bulk_operation where request_id = $1 and n = $2 and outcome is not null")
                .execute(Tuple.of(id, index))
                .map(rows -> Rows.list(rows, row -> (JsonNode) Sql.document(row.getString("outcome"))).stream()
                        .findFirst());
    }
}
