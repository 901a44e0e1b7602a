package io.muster.dispatcher.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.dispatcher.connector.TargetId;
import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.Change;
import io.muster.events.Event;
import io.muster.events.EventData;
import io.muster.events.EventTypes;
import io.muster.events.Lane;
import io.muster.events.Reason;
import io.muster.events.Topics;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.StoreEpoch;
import io.muster.runtime.pg.due.Trigger;
import io.muster.runtime.pg.outbox.OutboxRecord;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was done in targets, as events on {@code muster.provisioning.events}. */
@ApplicationScoped
class ProvisioningEvents {
    static final String SOURCE = "outbound-dispatcher";

    private final StoreEpoch epoch;
    private final InstantSource clock;
    private final InstantSource realTime;

    @Inject
    ProvisioningEvents(StoreEpoch epoch, InstantSource clock, @RealTime InstantSource realTime) {
        this.epoch = epoch;
        this.clock = clock;
        this.realTime = realTime;
    }

    /** One event per step, and one for a failure that is news. */
    List<OutboxRecord> of(Situation seen, Desired desired, Result result, int attempt) {
        List<OutboxRecord> records = new ArrayList<>();
        Optional<TargetId> id = result.state().targetId().or(() -> seen.state().targetId());
        for (Result.Step step : result.steps()) {
            ObjectNode details =
                    details(seen, attempt).put("outcome", "applied").put("reason", desired.why());
            id.ifPresent(value -> details.put("targetId", value.value()));
            details.set("account", object(step.account()));
            records.add(record(step.type(), seen, reason(seen, desired.why()), step.changes(), details));
        }
        boolean news = !result.reason().isEmpty() && !result.reason().equals(seen.reason());
        if (news && !result.status().equals("pending")) {
            boolean failed = result.status().equals("failed") || result.status().equals("verify");
            ObjectNode details = details(seen, attempt)
                    .put(
                            "outcome",
                            result.attempts().isEmpty()
                                    ? "none"
                                    : result.attempts().getLast().outcome())
                    .put("answer", result.reason())
                    .put("reason", result.reason());
            id.ifPresent(value -> details.put("targetId", value.value()));
            records.add(record(
                    failed ? EventTypes.ACCOUNT_FAILED : EventTypes.ACCOUNT_SKIPPED,
                    seen,
                    reason(seen, result.reason()),
                    List.of(),
                    details));
        }
        return records;
    }

    private static ObjectNode details(Situation seen, int attempt) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("identity", seen.identity())
                .put("application", seen.target())
                .put("target", seen.target())
                .put("attempt", attempt)
                .put("grantVersion", seen.grantVersion())
                .put("userVersion", seen.userVersion());
    }

    private static Reason reason(Situation seen, String text) {
        return seen.causedByPerson()
                ? new Reason(text, "user:" + seen.identity() + "@" + seen.userVersion())
                : new Reason(text, "grant:" + seen.identity() + ":" + seen.target() + "@" + seen.grantVersion());
    }

    private OutboxRecord record(String type, Situation seen, Reason reason, List<Change> changes, ObjectNode details) {
        Instant now = realTime.instant();
        Optional<Trigger> cause = seen.cause();
        EventData data = new EventData(
                Actor.system(SOURCE),
                cause(seen),
                reason,
                epoch.epoch(),
                Math.max(1, seen.revision()),
                clock.instant(),
                now,
                changes,
                null,
                details);
        String id = Uuid7.next();
        return OutboxRecord.of(
                Topics.PROVISIONING_EVENTS,
                seen.identity(),
                new Event(
                        id,
                        SOURCE,
                        type,
                        seen.identity(),
                        now,
                        cause.map(Trigger::correlationId).orElse(id),
                        cause.map(Trigger::eventId).orElse(null),
                        cause.flatMap(trigger -> Optional.ofNullable(trigger.traceparent()))
                                .orElse(null),
                        cause.map(Trigger::lane).orElse(Lane.INTERACTIVE),
                        data));
    }

    /** Why it was done: drift is put back for no one; a grant says by its reasons whether a person or a policy gave it. */
    private static Cause cause(Situation seen) {
        if (seen.state().drifted()) {
            return Cause.RECONCILIATION;
        }
        if (seen.causedByPerson()) {
            return Cause.PERSON;
        }
        boolean asked = seen.inputs()
                .grant()
                .map(grant -> grant.path("reasons").findValuesAsText("kind").contains("request"))
                .orElse(false);
        return asked ? Cause.PERSON : Cause.POLICY;
    }

    private static ObjectNode object(Map<String, JsonNode> attributes) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        attributes.forEach(object::set);
        return object;
    }
}
