package io.muster.dispatcher.quarantine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.dispatcher.connector.Answer;
import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.Outcome;
import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.Event;
import io.muster.events.EventData;
import io.muster.events.EventTypes;
import io.muster.events.Lane;
import io.muster.events.Reason;
import io.muster.events.Topics;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.StoreEpoch;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Leaves a failing target alone: at once when it refuses our credential, else from 20 tries in five minutes of which
 * more than 40 % failed. A probe after 30 s, then after twice as long up to 15 minutes, ends it, or a person.
 */
@ApplicationScoped
public class Quarantine {
    private static final Logger LOG = Logger.getLogger(Quarantine.class);

    private final Pool pool;
    private final StoreEpoch epoch;
    private final InstantSource clock;
    private final InstantSource realTime;
    private final Map<String, FailureRate> rates = new ConcurrentHashMap<>();

    @Inject
    Quarantine(Pool pool, StoreEpoch epoch, InstantSource clock, @RealTime InstantSource realTime) {
        this.pool = pool;
        this.epoch = epoch;
        this.clock = clock;
        this.realTime = realTime;
    }

    /** What a probe said. */
    public enum Verdict {
        /** There was no probe. */
        NONE,
        /** The target is well again. */
        RELEASE,
        /** The target is still failing. */
        STAY
    }

    /** Asks the target, if it is time and nobody else asks: one small question instead of everybody's work. */
    public Uni<Verdict> probe(String target, Connector connector) {
        return pool.preparedQuery("""
                        update quarantine set probe_at = now() + least(wait * 2, interval '15 minutes'),
                               wait = least(wait * 2, interval '15 minutes')
                         where target = $1 and probe_at <= now() returning target""")
                .execute(Tuple.of(target))
                .emitOn(command -> Thread.ofVirtual().start(command)) // the question to the target blocks
                .map(rows -> {
                    if (rows.size() == 0) {
                        return Verdict.NONE;
                    }
                    return switch (connector.probe()) {
                        case Answer.Got<Boolean> well -> Verdict.RELEASE;
                        case Answer.Failed<Boolean> ill -> Verdict.STAY;
                    };
                });
    }

    /** Ends a quarantine, if there is one. */
    public Uni<List<OutboxRecord>> release(SqlConnection tx, String target, String why) {
        return tx.preparedQuery("delete from quarantine where target = $1 returning target")
                .execute(Tuple.of(target))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return List.of();
                    }
                    rates.remove(target);
                    LOG.infof("target %s is out of quarantine: %s", target, why);
                    return List.of(event(EventTypes.TARGET_RELEASED, target, why));
                });
    }

    /** Counts what came of a piece of work, and begins a quarantine when it is time. */
    public Uni<List<OutboxRecord>> observe(
            SqlConnection tx, String target, Optional<Outcome.Trouble> trouble, boolean answered) {
        FailureRate rate = rates.computeIfAbsent(target, unused -> new FailureRate());
        Instant now = realTime.instant();
        if (trouble.isEmpty()) {
            if (answered) {
                rate.count(now, false);
            }
            return Uni.createFrom().item(List.of());
        }
        String reason = trouble.get().detail();
        boolean begin = switch (trouble.get()) {
            case Outcome.Unauthorized unauthorized -> true;
            case Outcome.Busy busy -> false;
            case Outcome.Refused refused -> rate.count(now, true);
            case Outcome.Unreachable unreachable -> rate.count(now, true);
            case Outcome.Unknown unknown -> rate.count(now, true);
        };
        return begin ? begin(tx, target, reason) : Uni.createFrom().item(List.of());
    }

    private Uni<List<OutboxRecord>> begin(SqlConnection tx, String target, String reason) {
        return tx.preparedQuery("""
                        insert into quarantine (target, reason, probe_at, wait)
                        values ($1, $2, now() + interval '30 seconds', interval '30 seconds')
                        on conflict (target) do nothing returning target""").execute(Tuple.of(target, reason)).map(rows -> {
            if (rows.size() == 0) {
                return List.of();
            }
            LOG.warnf("target %s is in quarantine: %s", target, reason);
            return List.of(event(EventTypes.TARGET_QUARANTINED, target, reason));
        });
    }

    private OutboxRecord event(String type, String target, String why) {
        String about = "outbound-dispatcher/target/" + target;
        ObjectNode details = JsonNodeFactory.instance
                .objectNode()
                .put("target", target)
                .put("application", target)
                .put("reason", why);
        Instant now = realTime.instant();
        String id = Uuid7.next();
        EventData data = new EventData(
                Actor.system("outbound-dispatcher"),
                Cause.RECONCILIATION,
                Reason.of(why),
                epoch.epoch(),
                1,
                clock.instant(),
                now,
                List.of(),
                null,
                details);
        return OutboxRecord.of(
                Topics.PROVISIONING_EVENTS,
                about,
                new Event(id, "outbound-dispatcher", type, about, now, id, null, null, Lane.INTERACTIVE, data));
    }
}
