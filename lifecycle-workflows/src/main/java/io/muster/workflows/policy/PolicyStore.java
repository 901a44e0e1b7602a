package io.muster.workflows.policy;

import io.muster.runtime.pg.database.Rows;
import io.muster.workflows.policy.PolicyVersion.DocumentVersion;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Versions of the directory: rows are only added. */
@ApplicationScoped
class PolicyStore {
    /** A version with its files. */
    record Stored(PolicyVersion version, List<PolicyFile> files) {}

    /** Lets one apply at a time pass; ends with the transaction. */
    Uni<Void> lock(SqlConnection tx) {
        return tx.query("select pg_advisory_xact_lock(hashtext('policy'))")
                .execute()
                .replaceWithVoid();
    }

    /** Which version of the policies counts, and which of the schemas that their scopes are about. */
    record Current(long policies, long schemas) {}

    Uni<Current> currentVersions(SqlConnection tx) {
        return tx.query(
                        "select coalesce(max(version), 0) as policies, (select version from schema_version) as schemas from policy_version")
                .execute()
                .map(rows -> rows.iterator().next())
                .map(row -> new Current(row.getLong("policies"), row.getLong("schemas")));
    }

    Uni<Optional<Stored>> current(SqlConnection tx) {
        return tx.query("select * from policy_version order by version desc limit 1")
                .execute()
                .map(rows -> rows.rowCount() == 0
                        ? Optional.empty()
                        : Optional.of(stored(rows.iterator().next())));
    }

    /** Newest first, older than {@code before}. */
    Uni<List<PolicyVersion>> versions(SqlConnection tx, long before, int limit) {
        return tx.preparedQuery(
                        "select version, applied_at, applied_by, documents from policy_version where version < $1 order by version desc limit $2")
                .execute(Tuple.of(before, limit))
                .map(rows -> Rows.list(rows, PolicyStore::version));
    }

    Uni<Void> insert(SqlConnection tx, PolicyVersion version, List<PolicyFile> files) {
        var documents = new JsonArray();
        version.documents()
                .forEach(d -> documents.add(new JsonObject()
                        .put("kind", d.kind())
                        .put("name", d.name())
                        .put("version", d.version())
                        .put("file", d.file())));
        var contents = new JsonArray();
        files.forEach(f -> contents.add(new JsonObject().put("name", f.name()).put("content", f.content())));
        return tx.preparedQuery(
                        "insert into policy_version (version, applied_at, applied_by, files, documents) values ($1, $2, $3, $4, $5)")
                .execute(Tuple.of(
                        version.version(),
                        version.appliedAt().atOffset(ZoneOffset.UTC),
                        version.appliedBy(),
                        contents,
                        documents))
                .replaceWithVoid();
    }

    /** Workflows that are new or whose trigger changed begin to count at {@code now}; those that are gone are forgotten. */
    Uni<Void> activate(SqlConnection tx, Map<String, String> triggers, Instant now) {
        var names = triggers.keySet().toArray(String[]::new);
        var values = triggers.values().toArray(String[]::new);
        return tx.preparedQuery("delete from workflow_activation where not (workflow = any ($1))")
                .execute(Tuple.of(names))
                .chain(() -> tx.preparedQuery("""
                                insert into workflow_activation (workflow, trigger, activated_at)
                                select w, t, $3 from unnest($1::text[], $2::text[]) as given (w, t)
                                on conflict (workflow) do update set trigger = excluded.trigger, activated_at = excluded.activated_at
                                  where workflow_activation.trigger <> excluded.trigger""").execute(Tuple.of(names, values, now.atOffset(ZoneOffset.UTC))))
                .replaceWithVoid();
    }

    private static Stored stored(Row row) {
        var files = row.getJsonArray("files");
        return new Stored(
                version(row),
                IntStream.range(0, files.size())
                        .mapToObj(files::getJsonObject)
                        .map(f -> new PolicyFile(f.getString("name"), f.getString("content")))
                        .toList());
    }

    private static PolicyVersion version(Row row) {
        var documents = row.getJsonArray("documents");
        OffsetDateTime appliedAt = row.getOffsetDateTime("applied_at");
        return new PolicyVersion(
                row.getLong("version"),
                appliedAt.toInstant(),
                row.getString("applied_by"),
                IntStream.range(0, documents.size())
                        .mapToObj(documents::getJsonObject)
                        .map(d -> new DocumentVersion(
                                d.getString("kind"), d.getString("name"), d.getLong("version"), d.getString("file")))
                        .toList());
    }
}
