package io.muster.dispatcher.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /accounts} and {@code /attempts}: what is where, and what was tried. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"provisioning:read", "provisioning:write"})
class AccountResource {
    private final Pool pool;

    @Inject
    AccountResource(Pool pool) {
        this.pool = pool;
    }

    /**
     * Items {@code {"identity","target","status","targetId"?,"desiredRevision","appliedRevision","lastAttempt"?,
     * "nextAttemptAt"?,"reason"?}}; unmanaged accounts of targets have no identity.
     */
    @GET
    @Path("/accounts")
    public Uni<Page<JsonNode>> accounts(
            @Nullable @QueryParam("identity") String identity,
            @Nullable @QueryParam("target") String target,
            @Nullable @QueryParam("status") String status,
            @Nullable @QueryParam("cursor") String cursor,
            @Nullable @QueryParam("limit") Integer asked) {
        int limit = Cursor.limit(asked);
        List<String> after = cursor == null ? List.of("", "") : Cursor.decode(cursor, 2);
        return pool.preparedQuery("""
                        select * from (
                            select a.identity, a.target, a.status, a.target_id, a.desired_revision, a.applied_revision,
                                   a.last_attempt::text as last_attempt, a.reason, a.target as k1, a.identity as k2,
                                   case when d.not_before > now() then d.not_before end as next_at
                              from account a
                              left join due d on d.kind = 'account/' || a.target and d.key = a.identity
                            union all
                            select null, u.target, 'unmanaged', u.target_id, 0, 0, null, null, u.target, u.target_id, null
                              from unmanaged_account u) x
                         where ($1::text is null or identity = $1) and ($2::text is null or target = $2)
                           and ($3::text is null or status = $3) and (k1, k2) > ($4, $5)
                         order by k1, k2 limit $6""")
                .execute(Tuple.from(
                        new @Nullable Object[] {identity, target, status, after.get(0), after.get(1), limit + 1}))
                .map(rows -> {
                    List<Row> list = new ArrayList<>();
                    rows.forEach(list::add);
                    return Page.of(list, limit, row -> Cursor.encode(row.getString("k1"), row.getString("k2")))
                            .map(AccountResource::account);
                });
    }

    private static JsonNode account(Row row) {
        ObjectNode item = JsonNodeFactory.instance
                .objectNode()
                .put("identity", row.getString("identity"))
                .put("target", row.getString("target"))
                .put("status", row.getString("status"))
                .put("targetId", row.getString("target_id"))
                .put("desiredRevision", row.getLong("desired_revision"))
                .put("appliedRevision", row.getLong("applied_revision"));
        if (row.getString("last_attempt") != null) {
            item.set("lastAttempt", StoredJson.read(row.getString("last_attempt")));
        }
        if (row.getOffsetDateTime("next_at") != null) {
            item.put(
                    "nextAttemptAt",
                    row.getOffsetDateTime("next_at").toInstant().toString());
        }
        if (row.getString("reason") != null) {
            item.put("reason", row.getString("reason"));
        }
        return item;
    }

    /** Items {@code {"identity","target","at","action","outcome","answer"}}, the latest first. */
    @GET
    @Path("/attempts")
    public Uni<Page<JsonNode>> attempts(
            @Nullable @QueryParam("identity") String identity,
            @Nullable @QueryParam("target") String target,
            @Nullable @QueryParam("cursor") String cursor,
            @Nullable @QueryParam("limit") Integer asked) {
        int limit = Cursor.limit(asked);
        long before = cursor == null ? Long.MAX_VALUE : position(cursor);
        return pool.preparedQuery("""
                        select * from attempt where ($1::text is null or identity = $1) and ($2::text is null or target = $2)
                           and id < $3 order by id desc limit $4""")
                .execute(Tuple.from(new @Nullable Object[] {identity, target, before, limit + 1}))
                .map(rows -> {
                    List<Row> list = new ArrayList<>();
                    rows.forEach(list::add);
                    return Page.of(list, limit, row -> Cursor.encode(Long.toString(row.getLong("id"))))
                            .map(AccountResource::attempt);
                });
    }

    private static long position(String cursor) {
        String text = Cursor.decode(cursor, 1).getFirst();
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : Long.MAX_VALUE;
    }

    private static JsonNode attempt(Row row) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("identity", row.getString("identity"))
                .put("target", row.getString("target"))
                .put("at", row.getOffsetDateTime("at").toInstant().toString())
                .put("action", row.getString("action"))
                .put("outcome", row.getString("outcome"))
                .put("answer", row.getString("answer"));
    }
}
