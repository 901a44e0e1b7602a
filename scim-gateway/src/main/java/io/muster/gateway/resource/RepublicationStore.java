package io.muster.gateway.resource;

import io.muster.gateway.request.Call;
import io.muster.gateway.resource.Republication.Progress;
import io.muster.gateway.resource.Republication.Stage;
import io.muster.runtime.pg.database.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The table {@code republication}. */
@Singleton
class RepublicationStore {
    private static final String COLUMNS =
            "id, stage, resources, total_resources, memberships, total_memberships, requested_by, requested_at, ended_at";

    /** An open one, locked, with where its next chunk begins. */
    record Open(Republication republication, Call call, String afterId, String afterMember) {}

    /** The new one, or nothing where one is open. */
    Uni<Optional<Republication>> insert(SqlConnection tx, String id, Call call, Instant now) {
        return tx.preparedQuery("""
                        insert into republication
                            (id, context, requested_by, requested_at, total_resources, total_memberships, epoch)
                        values ($1, $2, $3, $4, (select count(*) from resource), (select count(*) from membership),
                                (select epoch from store))
                        on conflict ((true)) where ended_at is null do nothing
                        returning %s""".formatted(COLUMNS))
                .execute(Tuple.of(id, call.toJson(), call.actor().id(), Rows.offset(now)))
                .map(rows -> Rows.list(rows, RepublicationStore::republication).stream()
                        .findFirst());
    }

    Uni<Optional<Republication>> open(SqlClient client) {
        return client.preparedQuery("select " + COLUMNS + " from republication where ended_at is null")
                .execute()
                .map(rows -> Rows.list(rows, RepublicationStore::republication).stream()
                        .findFirst());
    }

    /** Ends one that an earlier epoch has left open: what it told is told anew. */
    Uni<Void> endEarlier(SqlConnection tx, Instant now) {
        return tx.preparedQuery("""
                        update republication set stage = 'stopped', ended_at = $1
                         where ended_at is null and epoch < (select epoch from store)""").execute(Tuple.of(Rows.offset(now))).replaceWithVoid();
    }

    /** Whether the store was restored, and nothing has been told in its epoch yet. */
    Uni<Boolean> isUntold(SqlConnection tx) {
        return tx.query("""
                        select epoch > 1 and not exists (select from republication r where r.epoch = s.epoch)
                          from store s""").execute().map(rows -> rows.iterator().next().getBoolean(0));
    }

    Uni<Optional<Republication>> byId(SqlClient client, String id) {
        return client.preparedQuery("select " + COLUMNS + " from republication where id = $1")
                .execute(Tuple.of(id))
                .map(rows -> Rows.list(rows, RepublicationStore::republication).stream()
                        .findFirst());
    }

    /** Newest first, those before this id; empty for from the newest. */
    Uni<List<Republication>> list(SqlClient client, String before, int limit) {
        return client.preparedQuery(
                        "select " + COLUMNS + " from republication where $1 = '' or id < $1 order by id desc limit $2")
                .execute(Tuple.of(before, limit))
                .map(rows -> Rows.list(rows, RepublicationStore::republication));
    }

    /** Locks it, if it is still open. */
    Uni<Optional<Open>> lock(SqlConnection tx, String id) {
        return tx.preparedQuery("select context, after_id, after_member, " + COLUMNS
                        + " from republication where id = $1 and ended_at is null for update")
                .execute(Tuple.of(id))
                .map(rows -> Rows.list(
                                rows,
                                row -> new Open(
                                        republication(row),
                                        Call.of(row.getJsonObject("context")),
                                        row.getString("after_id"),
                                        row.getString("after_member")))
                        .stream()
                        .findFirst());
    }

    Uni<Void> toldResources(SqlConnection tx, String id, int count, String last) {
        return tx.preparedQuery("update republication set resources = resources + $2, after_id = $3 where id = $1")
                .execute(Tuple.of(id, (long) count, last))
                .replaceWithVoid();
    }

    Uni<Void> toldMemberships(SqlConnection tx, String id, int count, String group, String member) {
        return tx.preparedQuery("""
                        update republication set memberships = memberships + $2, after_id = $3, after_member = $4
                         where id = $1""")
                .execute(Tuple.of(id, (long) count, group, member))
                .replaceWithVoid();
    }

    /** The next stage, from its start. */
    Uni<Void> enter(SqlConnection tx, String id, Stage stage) {
        return tx.preparedQuery("update republication set stage = $2, after_id = '', after_member = '' where id = $1")
                .execute(Tuple.of(id, word(stage)))
                .replaceWithVoid();
    }

    /** Ends it, if it is open. */
    Uni<Void> end(SqlConnection tx, String id, Stage stage, Instant now) {
        return tx.preparedQuery("update republication set stage = $2, ended_at = $3 where id = $1 and ended_at is null")
                .execute(Tuple.of(id, word(stage), Rows.offset(now)))
                .replaceWithVoid();
    }

    private static String word(Stage stage) {
        return stage.name().toLowerCase(Locale.ROOT);
    }

    private static Republication republication(Row row) {
        return new Republication(
                row.getString("id"),
                Stage.valueOf(row.getString("stage").toUpperCase(Locale.ROOT)),
                new Progress(row.getLong("resources"), row.getLong("total_resources")),
                new Progress(row.getLong("memberships"), row.getLong("total_memberships")),
                row.getString("requested_by"),
                Objects.requireNonNull(Rows.instant(row, "requested_at")),
                Rows.instant(row, "ended_at"));
    }
}
