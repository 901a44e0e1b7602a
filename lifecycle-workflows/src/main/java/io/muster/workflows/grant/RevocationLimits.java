package io.muster.workflows.grant;

import io.muster.workflows.identity.IdentityStore;
import io.muster.workflows.policy.Organization.RevocationLimit;
import io.muster.workflows.policy.PolicySet;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * How many revocations by rule may take effect in a window. Once a limit is reached all further ones are held, until a person lets them pass;
 * leavers, deletions and ended requests are never counted and never held.
 */
@ApplicationScoped
class RevocationLimits {
    /** A limit that was reached and not yet released. */
    record Trip(Instant trippedAt, long allowed) {}

    private static final Logger LOG = Logger.getLogger(RevocationLimits.class);

    private final IdentityStore identities;

    @Inject
    RevocationLimits(IdentityStore identities) {
        this.identities = identities;
    }

    /**
     * Whether these revocations of one person may take effect; if so they are counted. Callers come one at a time, until their transactions end.
     */
    Uni<Boolean> admits(SqlConnection tx, PolicySet policies, String identity, List<String> applications, Instant now) {
        var limit = policies.organization().revocations();
        if (limit == null) {
            return Uni.createFrom().item(true);
        }
        return lock(tx).chain(() -> openTrip(tx))
                .chain(trip -> trip.isPresent()
                        ? Uni.createFrom().item(false)
                        : withinWindow(tx, policies, limit, identity, applications, now));
    }

    private Uni<Boolean> withinWindow(
            SqlConnection tx,
            PolicySet policies,
            RevocationLimit limit,
            String identity,
            List<String> applications,
            Instant now) {
        var since = limit.window().before(now, policies.organization().zone());
        return identities
                .count(tx)
                .chain(people -> taken(tx, since).chain(taken -> {
                    long allowed = limit.allowed(people);
                    if (taken + applications.size() > allowed) {
                        LOG.warnf(
                                "revocations: the limit of %d in %s is reached; all further ones are held until released",
                                allowed, limit.window());
                        return trip(tx, now, allowed).replaceWith(false);
                    }
                    return record(tx, identity, applications, now).replaceWith(true);
                }));
    }

    Uni<Optional<Trip>> openTrip(SqlConnection tx) {
        return tx.query(
                        "select tripped_at, allowed from revocation_trip where released_at is null order by tripped_at limit 1")
                .execute()
                .map(rows -> rows.rowCount() == 0
                        ? Optional.empty()
                        : Optional.of(new Trip(
                                rows.iterator()
                                        .next()
                                        .getOffsetDateTime("tripped_at")
                                        .toInstant(),
                                rows.iterator().next().getLong("allowed"))));
    }

    /** Who is held and who is let pass do not miss each other: one at a time; ends with the transaction. */
    private static Uni<Void> lock(SqlConnection tx) {
        return tx.query("select pg_advisory_xact_lock(hashtext('revocations'))")
                .execute()
                .replaceWithVoid();
    }

    /** Lets pass what is held now. @return the identities whose revocations are released */
    Uni<List<String>> release(SqlConnection tx, String by, Instant now) {
        return lock(tx).chain(() -> tx.preparedQuery(
                                "update revocation_trip set released_at = $1, released_by = $2 where released_at is null")
                        .execute(Tuple.of(now.atOffset(ZoneOffset.UTC), by)))
                .chain(() -> tx.query(
                                "update identity_decision set released = true where identity in (select identity from identity_decision where held <> '{}' order by identity for update) returning identity")
                        .execute())
                .map(rows -> {
                    var released = new ArrayList<String>();
                    rows.forEach(row -> released.add(row.getString("identity")));
                    return List.copyOf(released);
                });
    }

    private static Uni<Long> taken(SqlConnection tx, Instant since) {
        return tx.preparedQuery("""
                        select count(*) as taken from revocation
                        where at > greatest($1, (select max(released_at) from revocation_trip))""")
                .execute(Tuple.of(since.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.iterator().next().getLong("taken"));
    }

    private static Uni<Void> trip(SqlConnection tx, Instant now, long allowed) {
        return tx.preparedQuery(
                        "insert into revocation_trip (tripped_at, allowed) values ($1, $2) on conflict do nothing")
                .execute(Tuple.of(now.atOffset(ZoneOffset.UTC), allowed))
                .replaceWithVoid();
    }

    private static Uni<Void> record(SqlConnection tx, String identity, List<String> applications, Instant now) {
        return tx.preparedQuery("insert into revocation (identity, application, at) values ($1, $2, $3)")
                .executeBatch(applications.stream()
                        .map(application -> Tuple.of(identity, application, now.atOffset(ZoneOffset.UTC)))
                        .toList())
                .replaceWithVoid();
    }
}
