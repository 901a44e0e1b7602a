package io.muster.gateway.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.gateway.sql.Sql;
import io.muster.runtime.pg.database.Rows;
import io.muster.scim.schema.CustomSchemas;
import io.muster.scim.schema.SchemaChange;
import io.muster.scim.schema.SchemaLimits;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;

/** The rows of added schemas and resource types. All methods run in the caller's transaction. */
@Singleton
class SchemaStore {
    Uni<Long> version(SqlConnection tx) {
        return tx.query("select version from schema_version")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
    }

    Uni<CustomSchemas> load(SqlConnection tx) {
        return tx.query("select cast(document as text) from custom_schema order by key")
                .execute()
                .map(rows -> CustomSchemas.NONE.with(
                        Rows.list(rows, row -> Sql.document(row.getString(0))), SchemaLimits.UNLIMITED));
    }

    /** Waits until whoever writes a resource of a type with added attributes is done, and keeps all others off until the commit. */
    Uni<Void> lock(SqlConnection tx) {
        return tx.query("select pg_advisory_xact_lock(hashtext('muster.schemas'))")
                .execute()
                .replaceWithVoid();
    }

    Uni<Void> put(SqlConnection tx, String key, ObjectNode document, String client) {
        return tx.preparedQuery("""
                        insert into custom_schema (key, document, changed_by) values ($1, $2::text::jsonb, $3)
                        on conflict (key) do update
                            set document = excluded.document, changed_by = excluded.changed_by, changed_at = now()
                        """)
                .execute(Tuple.of(key, document.toString(), client))
                .replaceWithVoid();
    }

    Uni<Void> remove(SqlConnection tx, List<String> keys) {
        return tx.preparedQuery("delete from custom_schema where key = any ($1)")
                .execute(Tuple.of(keys.toArray(String[]::new)))
                .replaceWithVoid();
    }

    Uni<Long> raise(SqlConnection tx) {
        return tx.query("update schema_version set version = version + 1 returning version")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** How many resources stand against a change. */
    Uni<Long> inUse(SqlConnection tx, SchemaChange change) {
        var path = path(change);
        return tx.preparedQuery("""
                        select count(*) from resource
                        where type = $1 and ($2::text is null or jsonb_path_exists(document::jsonb, cast($2::text as jsonpath)))
                        """)
                .execute(Tuple.of(change.type().name(), path.isEmpty() ? null : path))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** An SQL/JSON path, arrays on the way opened, to what stands against the change; empty where each resource of the type does. */
    private static String path(SchemaChange change) {
        return change.path()
                .map(attribute -> {
                    var leaf = "." + TextNode.valueOf(attribute.leaf().name());
                    var holder = "$"
                            + attribute.keys().stream()
                                    .limit(attribute.steps().size() - 1L)
                                    .map(key -> "." + TextNode.valueOf(key))
                                    .collect(Collectors.joining());
                    return switch (change.against()) {
                        case ALL -> "";
                        case WITH_VALUE -> holder + leaf;
                        case WITHOUT_VALUE -> holder + " ? (!exists(@" + leaf + "))";
                    };
                })
                .orElse("");
    }
}
