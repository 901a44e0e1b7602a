package io.muster.workflows.grant;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.runtime.pg.database.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Grants: one row for each person and application, for ever, so that versions go on. */
@ApplicationScoped
public class GrantStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the person has, by application; absent ones too. */
    Uni<Map<String, Grant>> of(SqlConnection tx, String identity) {
        return of(tx, List.of(identity)).map(all -> all.getOrDefault(identity, Map.of()));
    }

    /** What these people have, by person and application. */
    Uni<Map<String, Map<String, Grant>>> of(SqlConnection tx, Collection<String> identities) {
        return tx.preparedQuery("select * from access_grant where identity = any ($1)")
                .execute(Tuple.of(identities.toArray(String[]::new)))
                .map(rows -> {
                    var all = new HashMap<String, Map<String, Grant>>();
                    rows.forEach(row -> all.computeIfAbsent(row.getString("identity"), id -> new HashMap<>())
                            .put(row.getString("application"), grant(row)));
                    return all;
                });
    }

    Uni<Void> save(SqlConnection tx, List<Grant> grants, Instant now) {
        var rows = grants.stream().map(g -> tuple(g, now)).toList();
        return tx.preparedQuery("""
                        insert into access_grant (identity, application, version, status, entitlements, reasons, valid_from, valid_to, changed_at)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                        on conflict (identity, application) do update set version = excluded.version, status = excluded.status,
                          entitlements = excluded.entitlements, reasons = excluded.reasons, valid_from = excluded.valid_from,
                          valid_to = excluded.valid_to, changed_at = excluded.changed_at""").executeBatch(rows).replaceWithVoid();
    }

    private static Tuple tuple(Grant grant, Instant now) {
        var reasons = new JsonArray();
        grant.reasons().forEach(r -> reasons.add(new JsonObject(r.json().toString())));
        return Tuple.from(Arrays.asList(
                grant.identity(),
                grant.application(),
                grant.version(),
                grant.status().text(),
                new JsonArray(grant.entitlements()),
                reasons,
                Rows.offset(grant.validFrom()),
                Rows.offset(grant.validTo()),
                Rows.offset(now)));
    }

    private static Grant grant(Row row) {
        return new Grant(
                row.getString("identity"),
                row.getString("application"),
                row.getLong("version"),
                GrantStatus.of(row.getString("status")),
                row.getJsonArray("entitlements").stream().map(Object::toString).collect(Collectors.toList()),
                reasons(row.getJsonArray("reasons")),
                Rows.instant(row, "valid_from"),
                Rows.instant(row, "valid_to"));
    }

    private static List<GrantReason> reasons(JsonArray json) {
        var reasons = new ArrayList<GrantReason>();
        try {
            JSON.readTree(json.encode()).forEach(r -> reasons.add(GrantReason.of(r)));
        } catch (IOException e) {
            throw new UncheckedIOException("reasons of the database are not JSON", e);
        }
        return reasons;
    }
}
