package io.muster.gateway.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Cause;
import io.muster.events.Change;
import io.muster.events.Event;
import io.muster.events.EventData;
import io.muster.events.Reason;
import io.muster.gateway.request.Call;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.StoreEpoch;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fills in what all our events have in common: id, source, times, epoch, and where they come from. */
@Singleton
public class EventFactory {
    /** CloudEvents' {@code source}. */
    public static final String SOURCE = "/scim-gateway";

    private final InstantSource businessTime;
    private final InstantSource realTime;
    private final StoreEpoch store;

    EventFactory(InstantSource businessTime, @RealTime InstantSource realTime, StoreEpoch store) {
        this.businessTime = businessTime;
        this.realTime = realTime;
        this.store = store;
    }

    /** An event of a state topic: the whole after-image beside what changed. */
    public Event state(
            Call call,
            @Nullable String causationId,
            String type,
            String subject,
            long version,
            String reason,
            List<Change> changes,
            ObjectNode resource) {
        return event(call, causationId, type, subject, version, reason, changes, resource, null);
    }

    /** An event of a history topic; its id is what makes it unique. */
    public Event history(
            Call call, String type, String subject, String reason, List<Change> changes, ObjectNode details) {
        return event(call, null, type, subject, 0, reason, changes, null, details);
    }

    private Event event(
            Call call,
            @Nullable String causationId,
            String type,
            String subject,
            long version,
            String reason,
            List<Change> changes,
            @Nullable ObjectNode resource,
            @Nullable ObjectNode details) {
        var recordedAt = realTime.instant();
        return new Event(
                Uuid7.next(),
                SOURCE,
                type,
                subject,
                recordedAt,
                call.correlationId(),
                causationId,
                call.traceparent(),
                call.lane(),
                new EventData(
                        call.actor(),
                        Cause.PERSON,
                        Reason.of(reason),
                        store.epoch(),
                        version,
                        businessTime.instant(),
                        recordedAt,
                        changes,
                        resource,
                        details));
    }
}
