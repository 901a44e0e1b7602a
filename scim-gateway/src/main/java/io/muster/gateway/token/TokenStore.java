package io.muster.gateway.token;

import io.muster.runtime.pg.database.Rows;
import io.muster.scim.patch.PatchProfile;
import io.muster.scim.schema.HiddenAttributes;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The table {@code scim_token}. Nothing reads a hash back out of it. */
@Singleton
class TokenStore {
    private static final String COLUMNS =
            "id, client, scopes, requests_per_second, burst, profile, hidden, created_at, created_by, expires_at, last_used_at, revoked_at, revoked_by";

    /** Lets one issue for a client pass at a time, in every replica; ends with the transaction. */
    Uni<Void> lock(SqlConnection tx, String client) {
        return tx.preparedQuery("select pg_advisory_xact_lock(hashtext($1))")
                .execute(Tuple.of("scim_token:" + client))
                .replaceWithVoid();
    }

    Uni<Void> insert(SqlConnection tx, ScimToken token, byte[] hash) {
        return tx.preparedQuery("""
                        insert into scim_token
                            (id, hash, client, scopes, requests_per_second, burst, profile, hidden, created_at, created_by, expires_at)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""")
                .execute(Tuple.from(List.of(
                        token.id(),
                        Buffer.buffer(hash),
                        token.client(),
                        token.scopes().toArray(String[]::new),
                        token.rate().requestsPerSecond(),
                        token.rate().burst(),
                        token.profile().word(),
                        token.hidden().names().toArray(String[]::new),
                        offset(token.createdAt()),
                        token.createdBy(),
                        offset(token.expiresAt()))))
                .replaceWithVoid();
    }

    /** The token that this is the hash of, whatever has become of it. */
    Uni<Optional<ScimToken>> byHash(SqlClient client, byte[] hash) {
        return client.preparedQuery("select " + COLUMNS + " from scim_token where hash = $1")
                .execute(Tuple.of(Buffer.buffer(hash)))
                .map(TokenStore::first);
    }

    Uni<Optional<ScimToken>> byId(SqlClient client, String id) {
        return client.preparedQuery("select " + COLUMNS + " from scim_token where id = $1")
                .execute(Tuple.of(id))
                .map(TokenStore::first);
    }

    /** The tokens with which a client can call now, oldest first. */
    Uni<List<ScimToken>> active(SqlConnection tx, String client, Instant now) {
        return tx.preparedQuery("select " + COLUMNS
                        + " from scim_token where client = $1 and revoked_at is null and expires_at > $2 order by id")
                .execute(Tuple.of(client, offset(now)))
                .map(rows -> Rows.list(rows, TokenStore::token));
    }

    /**
     * Newest first.
     *
     * @param client of this one only; empty for all
     * @param status only those; empty for all
     * @param before an id; empty for from the newest
     */
    Uni<List<ScimToken>> list(SqlClient sql, String client, String status, Instant now, String before, int limit) {
        return sql.preparedQuery("select " + COLUMNS + """
                         from scim_token
                        where ($1 = '' or client = $1)
                          and ($2 = '' or $2 = case when revoked_at is not null then 'revoked'
                                                    when expires_at <= $3 then 'expired' else 'active' end)
                          and ($4 = '' or id < $4)
                        order by id desc limit $5""")
                .execute(Tuple.of(client, status, offset(now), before, limit))
                .map(rows -> Rows.list(rows, TokenStore::token));
    }

    /** The token as it is now, if it was this call that revoked it. */
    Uni<Optional<ScimToken>> revoke(SqlConnection tx, String id, Instant now, String by) {
        return tx.preparedQuery(
                        "update scim_token set revoked_at = $2, revoked_by = $3 where id = $1 and revoked_at is null returning "
                                + COLUMNS)
                .execute(Tuple.of(id, offset(now), by))
                .map(TokenStore::first);
    }

    /** Notes a use, if the one that is noted is older than {@code every}: of all replicas one writes. */
    Uni<Void> noteUse(SqlClient client, String id, Instant now, Duration every) {
        return client.preparedQuery(
                        "update scim_token set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at <= $3)")
                .execute(Tuple.of(id, offset(now), offset(now.minus(every))))
                .replaceWithVoid();
    }

    private static OffsetDateTime offset(Instant at) {
        return Objects.requireNonNull(Rows.offset(at));
    }

    private static Optional<ScimToken> first(RowSet<Row> rows) {
        return Rows.list(rows, TokenStore::token).stream().findFirst();
    }

    private static PatchProfile profile(String word) {
        return PatchProfile.named(word)
                .orElseThrow(() -> new IllegalStateException("a token has the profile " + word + ", which is none"));
    }

    private static ScimToken token(Row row) {
        return new ScimToken(
                row.getString("id"),
                row.getString("client"),
                List.of(row.getArrayOfStrings("scopes")),
                new ScimToken.Rate(row.getInteger("requests_per_second"), row.getInteger("burst")),
                profile(row.getString("profile")),
                new HiddenAttributes(Set.of(row.getArrayOfStrings("hidden"))),
                Objects.requireNonNull(Rows.instant(row, "created_at")),
                row.getString("created_by"),
                Objects.requireNonNull(Rows.instant(row, "expires_at")),
                Rows.instant(row, "last_used_at"),
                Rows.instant(row, "revoked_at"),
                row.getString("revoked_by"));
    }
}
