package io.muster.dispatcher.reconciliation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** What a reconciliation found, as events. */
@ApplicationScoped
class DriftEvents {
    private final StoreEpoch epoch;
    private final InstantSource clock;
    private final InstantSource realTime;

    @Inject
    DriftEvents(StoreEpoch epoch, InstantSource clock, @RealTime InstantSource realTime) {
        this.epoch = epoch;
        this.clock = clock;
        this.realTime = realTime;
    }

    List<OutboxRecord> of(String target, List<Drift> drifts) {
        return drifts.stream().map(drift -> record(target, drift)).toList();
    }

    private OutboxRecord record(String target, Drift drift) {
        ObjectNode details = JsonNodeFactory.instance
                .objectNode()
                .put("identity", drift.identity())
                .put("application", target)
                .put("target", target)
                .put("targetId", drift.targetId())
                .put("reason", drift.what());
        drift.attributes().forEach(details.putArray("attributes")::add);
        Instant now = realTime.instant();
        String id = Uuid7.next();
        EventData data = new EventData(
                Actor.system("outbound-dispatcher"),
                Cause.RECONCILIATION,
                Reason.of("The account in " + target + " is not as it was left: " + drift.what()),
                epoch.epoch(),
                1,
                clock.instant(),
                now,
                List.of(),
                null,
                details);
        return OutboxRecord.of(
                Topics.PROVISIONING_EVENTS,
                drift.identity(),
                new Event(
                        id,
                        "outbound-dispatcher",
                        EventTypes.DRIFT_DETECTED,
                        drift.identity(),
                        now,
                        id,
                        null,
                        null,
                        Lane.INTERACTIVE,
                        data));
    }
}
