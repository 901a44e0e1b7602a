package io.muster.dispatcher.quarantine;

import io.muster.dispatcher.target.Target;
import io.muster.runtime.pg.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/**
 * How many accounts may be disabled and deleted in a target, counted over a sliding window in real time, whatever the
 * cause. The account that would go beyond waits, and all after it, until a person releases the limit: that the window
 * moves on is nobody's decision.
 */
@ApplicationScoped
public class TakeawayLimits {
    private static final Logger LOG = Logger.getLogger(TakeawayLimits.class);

    private final Database database;

    @Inject
    TakeawayLimits(Database database) {
        this.database = database;
    }

    /** Counts one disable, if it is allowed. */
    public Uni<Boolean> mayDisable(Target target, String identity) {
        return may(target.name(), "disables", target.limits().disables(), identity);
    }

    /** Counts one deletion, if it is allowed. */
    public Uni<Boolean> mayDelete(Target target, String identity) {
        return may(target.name(), "deletions", target.limits().deletions(), identity);
    }

    private Uni<Boolean> may(String target, String kind, Target.Limit limit, String identity) {
        return database.transaction(tx -> tx.preparedQuery("select pg_advisory_xact_lock(hashtext($1))")
                .execute(Tuple.of("limit:" + target + ":" + kind))
                .chain(() -> counted(tx, target, kind, limit, identity)));
    }

    private Uni<Boolean> counted(SqlConnection tx, String target, String kind, Target.Limit limit, String identity) {
        // One that was counted already tries again; one that a person let pass was not counted at all.
        return tx.preparedQuery("""
                        with state as (select l.tripped_at, greatest(l.released_at, now() - make_interval(secs => $4)) as since
                                         from (values (1)) one left join limit_state l on l.target = $1)
                        select state.tripped_at is not null as tripped,
                               (select count(*) from taken_away t where t.target = $1 and t.kind = $2
                                   and t.identity <> $3 and t.at > state.since) as taken,
                               exists (select 1 from taken_away t where t.target = $1 and t.kind = $2
                                   and t.identity = $3 and t.at > state.since) as mine,
                               exists (select 1 from held_takeaway h where h.target = $1 and h.kind = $2
                                   and h.identity = $3 and h.released) as released,
                               (select count(*) from account where target = $1 and target_id is not null) as accounts
                          from state""")
                .execute(
                        Tuple.of(target, kind, identity, (double) limit.window().toSeconds()))
                .map(rows -> rows.iterator().next())
                .chain(row -> {
                    if (row.getBoolean("released") || row.getBoolean("mine")) {
                        return Uni.createFrom().item(true);
                    }
                    boolean allowed =
                            !row.getBoolean("tripped") && row.getLong("taken") < limit.allowed(row.getLong("accounts"));
                    return (allowed ? take(tx, target, kind, identity) : hold(tx, target, kind, identity))
                            .replaceWith(allowed);
                });
    }

    private static Uni<Void> take(SqlConnection tx, String target, String kind, String identity) {
        return tx.preparedQuery("""
                        insert into taken_away (target, kind, identity) values ($1, $2, $3)
                        on conflict (target, kind, identity) do update set at = now()""").execute(Tuple.of(target, kind, identity)).replaceWithVoid();
    }

    private static Uni<Void> hold(SqlConnection tx, String target, String kind, String identity) {
        return tx.preparedQuery("""
                        insert into held_takeaway (target, kind, identity) values ($1, $2, $3) on conflict do nothing""")
                .execute(Tuple.of(target, kind, identity))
                .chain(() -> tx.preparedQuery("""
                                insert into limit_state (target, tripped_at) values ($1, now())
                                on conflict (target) do update set tripped_at = now()
                                    where limit_state.tripped_at is null
                                returning target""").execute(Tuple.of(target)))
                .invoke(rows -> {
                    if (rows.size() > 0) {
                        LOG.warnf("target %s has reached its limit of %s; a person has to release it", target, kind);
                    }
                })
                .replaceWithVoid();
    }

    /** The account is as it should be: what a person let pass has passed, and what waited waits no more. */
    public Uni<Void> settled(SqlConnection tx, String target, String identity) {
        return tx.preparedQuery("delete from held_takeaway where target = $1 and identity = $2")
                .execute(Tuple.of(target, identity))
                .replaceWithVoid();
    }

    /** A person has looked: what waits now goes on, and the window begins anew. @return how many accounts waited */
    Uni<Integer> release(SqlConnection tx, String target) {
        return tx.preparedQuery("""
                        insert into limit_state (target, tripped_at, released_at) values ($1, null, now())
                        on conflict (target) do update set tripped_at = null, released_at = now()""")
                .execute(Tuple.of(target))
                .chain(() -> tx.preparedQuery(
                                "update held_takeaway set released = true where target = $1 and not released")
                        .execute(Tuple.of(target)))
                .map(rows -> rows.rowCount());
    }
}
