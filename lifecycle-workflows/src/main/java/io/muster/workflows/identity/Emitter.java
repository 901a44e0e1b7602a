package io.muster.workflows.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.Change;
import io.muster.events.Event;
import io.muster.events.EventData;
import io.muster.events.Reason;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.StoreEpoch;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes this service's events: with its epoch, real time, and what the occasion hands on (correlation, cause, trace, lane). */
@ApplicationScoped
public class Emitter {
    /** Who did it, why, and when in business time. */
    public record Deed(Actor actor, Cause cause, Reason reason, Instant occurredAt) {}

    private static final String SOURCE = "lifecycle-workflows";

    private final StoreEpoch epoch;
    private final InstantSource realTime;

    @Inject
    Emitter(StoreEpoch epoch, @RealTime InstantSource realTime) {
        this.epoch = epoch;
        this.realTime = realTime;
    }

    /** An event on a state topic: the whole resource and what changed of it. */
    public Event state(
            String type,
            String subject,
            Occasion occasion,
            Deed deed,
            long version,
            List<Change> changes,
            ObjectNode resource) {
        return event(type, subject, occasion, deed, version, changes, resource, null);
    }

    /** An event on a history topic. */
    public Event history(String type, String subject, Occasion occasion, Deed deed, long version, ObjectNode details) {
        return event(type, subject, occasion, deed, version, List.of(), null, details);
    }

    private Event event(
            String type,
            String subject,
            Occasion occasion,
            Deed deed,
            long version,
            List<Change> changes,
            @Nullable ObjectNode resource,
            @Nullable ObjectNode details) {
        var correlation = occasion.correlationId().isEmpty() ? Uuid7.next() : occasion.correlationId();
        return new Event(
                Uuid7.next(),
                SOURCE,
                type,
                subject,
                deed.occurredAt(),
                correlation,
                occasion.eventId(),
                occasion.traceparent(),
                occasion.lane(),
                new EventData(
                        deed.actor(),
                        deed.cause(),
                        deed.reason(),
                        epoch.epoch(),
                        version,
                        deed.occurredAt(),
                        realTime.instant(),
                        changes,
                        resource,
                        details));
    }
}
