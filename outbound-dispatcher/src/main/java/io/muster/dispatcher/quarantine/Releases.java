package io.muster.dispatcher.quarantine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.database.StoreEpoch;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Lets a target go on by hand: what waits at its limits, and its quarantine. Who did it is told. */
@ApplicationScoped
class Releases {
    private final Database database;
    private final TakeawayLimits limits;
    private final Quarantine quarantine;
    private final Outbox outbox;
    private final StoreEpoch epoch;
    private final InstantSource clock;
    private final InstantSource realTime;

    @Inject
    Releases(
            Database database,
            TakeawayLimits limits,
            Quarantine quarantine,
            Outbox outbox,
            StoreEpoch epoch,
            InstantSource clock,
            @RealTime InstantSource realTime) {
        this.database = database;
        this.limits = limits;
        this.quarantine = quarantine;
        this.outbox = outbox;
        this.epoch = epoch;
        this.clock = clock;
        this.realTime = realTime;
    }

    /** Whether there is such a target. */
    Uni<Boolean> release(String target, Actor by, String correlationId) {
        return database.transaction(tx -> tx.preparedQuery("select 1 from target where name = $1")
                        .execute(Tuple.of(target))
                        .chain(rows -> rows.size() == 0
                                ? Uni.createFrom().item(false)
                                : release(tx, target, by, correlationId).replaceWith(true)))
                .invoke(outbox::wake);
    }

    private Uni<Void> release(SqlConnection tx, String target, Actor by, String correlationId) {
        var records = new ArrayList<OutboxRecord>();
        return limits.release(tx, target)
                .invoke(waited -> records.add(event(target, waited, by, correlationId)))
                .chain(() -> quarantine.release(tx, target, "Released by " + by.id()))
                .invoke(records::addAll)
                .chain(() -> outbox.append(tx, List.copyOf(records)));
    }

    private OutboxRecord event(String target, int waited, Actor by, String correlationId) {
        String about = "outbound-dispatcher/target/" + target;
        Instant now = realTime.instant();
        var details = JsonNodeFactory.instance
                .objectNode()
                .put("switch", "target.release")
                .put("target", target)
                .put("released", waited);
        EventData data = new EventData(
                by,
                Cause.PERSON,
                Reason.of("Target " + target + " was released; " + waited + " accounts had waited at its limits"),
                epoch.epoch(),
                1,
                clock.instant(),
                now,
                List.of(),
                null,
                details);
        return OutboxRecord.of(
                Topics.ADMIN_EVENTS,
                about,
                new Event(
                        Uuid7.next(),
                        "outbound-dispatcher",
                        EventTypes.SWITCH_SET,
                        about,
                        now,
                        correlationId,
                        null,
                        null,
                        Lane.INTERACTIVE,
                        data));
    }
}
