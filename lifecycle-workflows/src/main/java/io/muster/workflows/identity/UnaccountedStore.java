package io.muster.workflows.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.runtime.pg.database.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * People, groups and memberships that the gateway has not told of in the epoch in which it tells now: a restore does not have them. They stay what they are
 * here; whether they go or come back is for a person to decide.
 */
@ApplicationScoped
class UnaccountedStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    // Schemas are told first in a new epoch, so that it is known also where nobody is left. Of memberships those count
    // whose group and member are there: the others go with them.
    private static final String KEYS = """
            with gateway as (
                select greatest((select max(epoch) from identity_schema), (select max(epoch) from identity),
                                (select max(epoch) from identity_group), (select max(epoch) from membership)) as epoch),
            known as (
                select 'User' as type, key, resource ->> 'userName' as name, epoch, version, updated_at, resource
                  from identity where not deleted and epoch < (select epoch from gateway)
                union all
                select 'Group', key, resource ->> 'displayName', epoch, version, updated_at, resource
                  from identity_group where not deleted and epoch < (select epoch from gateway)
                union all
                select 'Membership', m.key, concat_ws(' / ', m.resource ->> 'groupDisplayName', i.resource ->> 'userName'),
                       m.epoch, m.version, m.updated_at, m.resource
                  from membership m
                  join identity_group g on g.key = m.group_id and not g.deleted and g.epoch = (select epoch from gateway)
                  left join identity i on i.key = m.member
                  left join identity_group n on n.key = m.member
                 where not m.deleted and m.epoch < (select epoch from gateway)
                   and not coalesce(i.deleted, n.deleted, true)
                   and coalesce(i.epoch, n.epoch) = (select epoch from gateway))
            select type, key, name, epoch, version, updated_at""";

    /** In the order of type and id, those after this one. */
    Uni<List<Unaccounted.One>> after(SqlConnection tx, String type, String id, int limit) {
        return tx.preparedQuery(
                        KEYS + ", null as resource from known where (type, key) > ($1, $2) order by type, key limit $3")
                .execute(Tuple.of(type, id, limit))
                .map(rows -> Rows.list(rows, UnaccountedStore::one));
    }

    Uni<Optional<Unaccounted.One>> find(SqlConnection tx, String id) {
        return tx.preparedQuery(KEYS + ", cast(resource as text) as resource from known where key = $1")
                .execute(Tuple.of(id))
                .map(rows -> Rows.list(rows, UnaccountedStore::one).stream().findFirst());
    }

    private static Unaccounted.One one(Row row) {
        return new Unaccounted.One(
                row.getString("type"),
                row.getString("key"),
                row.getString("name"),
                row.getInteger("epoch"),
                row.getLong("version"),
                Objects.requireNonNull(Rows.instant(row, "updated_at")),
                json(row.getString("resource")));
    }

    private static @Nullable JsonNode json(@Nullable String text) {
        try {
            return text == null ? null : JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("a document of the database is not JSON", e);
        }
    }
}
