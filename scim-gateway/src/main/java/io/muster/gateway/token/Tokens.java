package io.muster.gateway.token;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.gateway.event.EventFactory;
import io.muster.gateway.request.Call;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.scim.patch.PatchProfile;
import io.muster.scim.schema.HiddenAttributes;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Issues tokens, lists them and takes them back; each issue and each revocation is one commit with its event. */
@Singleton
class Tokens {
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");
    /** Two, so that a client can be given the next one before the last one is taken away. */
    private static final int MOST_ACTIVE = 2;

    private final Database database;
    private final Pool pool;
    private final TokenStore store;
    private final Outbox outbox;
    private final EventFactory events;
    private final InstantSource time;

    Tokens(
            Database database,
            Pool pool,
            TokenStore store,
            Outbox outbox,
            EventFactory events,
            @RealTime InstantSource time) {
        this.database = database;
        this.pool = pool;
        this.store = store;
        this.outbox = outbox;
        this.events = events;
        this.time = time;
    }

    /**
     * A token with its secret, which nobody can see again.
     *
     * @param token as it is kept
     * @param secret to be shown once
     */
    record Issued(ScimToken token, TokenSecret secret) {}

    /** What an issue asks for, checked. */
    record Wish(
            String client,
            List<String> scopes,
            ScimToken.Rate rate,
            PatchProfile profile,
            HiddenAttributes hidden,
            Instant expiresAt) {}

    /**
     * Makes a token.
     *
     * @throws ProblemException as failure, 409 {@code too-many-active-tokens}, where the client has two already
     */
    Uni<Issued> issue(Call call, Wish wish) {
        var secret = TokenSecret.random();
        var token = new ScimToken(
                Uuid7.next(),
                wish.client(),
                wish.scopes(),
                wish.rate(),
                wish.profile(),
                wish.hidden(),
                now(),
                call.actor().id(),
                wish.expiresAt().truncatedTo(ChronoUnit.MICROS),
                null,
                null,
                null);
        return database.transaction(tx -> store.lock(tx, token.client())
                        .chain(() -> store.active(tx, token.client(), token.createdAt()))
                        .invoke(active -> refuseThird(token.client(), active))
                        .chain(() -> store.insert(tx, token, secret.hash()))
                        .chain(() -> outbox.append(tx, List.of(issued(call, token)))))
                .invoke(outbox::wake)
                .replaceWith(new Issued(token, secret));
    }

    private static void refuseThird(String client, List<ScimToken> active) {
        if (active.size() >= MOST_ACTIVE) {
            var ids = active.stream().map(ScimToken::id).toList();
            throw new ProblemException(Problem.of(
                            409,
                            "too-many-active-tokens",
                            "The client " + client + " has " + ids.size() + " active tokens: "
                                    + String.join(" and ", ids) + ". Revoke the one that it no longer uses first.")
                    .with("active", ids));
        }
    }

    /**
     * Takes a token back; again it changes nothing and tells nothing.
     *
     * @throws ProblemException as failure, 404 where there is none
     */
    Uni<Void> revoke(Call call, String id) {
        demandId(id);
        return database.transaction(tx -> store.revoke(
                                tx, id, now(), call.actor().id())
                        .chain(revoked -> revoked.map(token -> outbox.append(tx, List.of(revoked(call, token))))
                                .orElseGet(() -> demand(tx, id))))
                .invoke(outbox::wake);
    }

    private Uni<Void> demand(SqlConnection tx, String id) {
        return store.byId(tx, id)
                .map(found -> found.orElseThrow(Tokens::notFound))
                .replaceWithVoid();
    }

    /** The token of this id; 404 where there is none. */
    Uni<ScimToken> find(String id) {
        demandId(id);
        return store.byId(pool, id).map(found -> found.orElseThrow(Tokens::notFound));
    }

    /** Newest first; of one client or of all, in one status or in any. */
    Uni<Page<ScimToken>> list(
            @Nullable String client, Optional<ScimToken.Status> status, @Nullable String cursor, int limit) {
        var before = Cursor.decode(cursor, 1);
        return store.list(
                        pool,
                        client == null ? "" : client,
                        status.map(ScimToken.Status::word).orElse(""),
                        now(),
                        before.isEmpty() ? "" : before.getFirst(),
                        limit + 1)
                .map(tokens -> Page.of(tokens, limit, last -> Cursor.encode(last.id())));
    }

    /** Real time: business time may be moved, and a token must not live longer for it. */
    Instant now() {
        return time.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static void demandId(String id) {
        if (!ID.matcher(id).matches()) {
            throw notFound();
        }
    }

    private static ProblemException notFound() {
        return new ProblemException(Problem.of(404, "not-found", "No token has this id."));
    }

    private OutboxRecord issued(Call call, ScimToken token) {
        return told(
                call,
                token,
                EventTypes.TOKEN_ISSUED,
                call.actor().id() + " issued a token for the client " + token.client() + " with "
                        + String.join(", ", token.scopes()) + " until " + token.expiresAt());
    }

    private OutboxRecord revoked(Call call, ScimToken token) {
        return told(
                call,
                token,
                EventTypes.TOKEN_REVOKED,
                call.actor().id() + " revoked a token of the client " + token.client());
    }

    private OutboxRecord told(Call call, ScimToken token, String type, String reason) {
        var subject = "scim-gateway/tokens/" + token.id();
        var details = JsonNodeFactory.instance.objectNode();
        details.put("token", token.id()).put("client", token.client());
        token.scopes().forEach(details.putArray("scopes")::add);
        token.hidden().names().stream().sorted().forEach(details.putArray("hiddenAttributes")::add);
        details.put("requestsPerSecond", token.rate().requestsPerSecond())
                .put("burst", token.rate().burst())
                .put("profile", token.profile().word())
                .put("expiresAt", token.expiresAt().toString());
        return OutboxRecord.of(
                Topics.ADMIN_EVENTS, subject, events.history(call, type, subject, reason, List.of(), details));
    }
}
