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
 * cause. The account that would go beyond waits, and all after it, until a person releases the limit.
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
        long seconds = limit.window().toSeconds();
        return tx.preparedQuery("""
                        select (select count(*) from taken_away t where t.target = $1 and t.kind = $2
                                   and t.identity <> $3 and t.at > now() - make_interval(secs => $4)
                                   and t.at > coalesce((select released_at from limit_state where target = $1), '-infinity'))
                                   as taken,
                               (select count(*) from account where target = $1 and target_id is not null) as accounts""")
                .execute(Tuple.of(target, kind, identity, (double) seconds))
                .map(rows -> rows.iterator().next())
                .chain(row -> {
                    boolean allowed = row.getLong("taken") < limit.allowed(row.getLong("accounts"));
                    return (allowed ? take(tx, target, kind, identity) : trip(tx, target, kind)).replaceWith(allowed);
                });
    }

    private static Uni<Void> take(SqlConnection tx, String target, String kind, String identity) {
        return tx.preparedQuery("""
                        insert into taken_away (target, kind, identity) values ($1, $2, $3)
                        on conflict (target, kind, identity) do update set at = now()""").execute(Tuple.of(target, kind, identity)).replaceWithVoid();
    }

    private static Uni<Void> trip(SqlConnection tx, String target, String kind) {
        return tx.preparedQuery("""
                        insert into limit_state (target, tripped_at) values ($1, now())
                        on conflict (target) do update set tripped_at = now()
                            where limit_state.tripped_at is null
                        returning target""")
                .execute(Tuple.of(target))
                .invoke(rows -> {
                    if (rows.size() > 0) {
                        LOG.warnf("target %s has reached its limit of %s; a person has to release it", target, kind);
                    }
                })
                .replaceWithVoid();
    }

    /** A person has looked and lets the work go on: the window begins anew. */
    public Uni<Boolean> release(String target) {
        return database.transaction(
                tx -> tx.preparedQuery("""
                        insert into limit_state (target, tripped_at, released_at)
                        select name, null, now() from target where name = $1
                        on conflict (target) do update set tripped_at = null, released_at = now()
                        returning target""").execute(Tuple.of(target)).map(rows -> rows.size() > 0));
    }
}
