package io.muster.workflows.approval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.EventTypes;
import io.muster.events.Reason;
import io.muster.events.Topics;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.runtime.problem.Problem;
import io.muster.workflows.grant.DutySeparation.Broken;
import io.muster.workflows.identity.Emitter;
import io.muster.workflows.identity.Occasion;
import io.muster.workflows.policy.PolicySet;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;

/** Tells that somebody was refused for separation of duties: the only trace of a request that never came to be. */
@ApplicationScoped
class DutyRefusals {
    private final Outbox outbox;
    private final Emitter emitter;

    @Inject
    DutyRefusals(Outbox outbox, Emitter emitter) {
        this.outbox = outbox;
        this.emitter = emitter;
    }

    Uni<Answer> tell(
            SqlConnection tx, PolicySet policies, Requests.Asked asked, Broken broken, Occasion occasion, Instant now) {
        var id = asked.person().id();
        var rule = broken.rule();
        var deed = new Emitter.Deed(
                asked.actor(),
                asked.cause(),
                new Reason(
                        "Asked for " + asked.accessPackage() + "; separation of duties " + rule.name()
                                + " does not allow " + String.join(" and ", broken.duties()),
                        "policy:" + rule.name() + "@" + policies.versionOf(rule)),
                now);
        var event = emitter.history(EventTypes.SOD_VIOLATED, id, occasion, deed, 1, details(asked, broken));
        return outbox.append(tx, List.of(OutboxRecord.of(Topics.ACCESS_EVENTS, id, event)))
                .replaceWith(new Answer.Refused(Problem.of(
                                409,
                                "separation-of-duties",
                                "Separation of duties \"" + rule.name()
                                        + "\" does not allow this beside what the person has.")
                        .with("rule", rule.name())));
    }

    /** {@code {"identity","rule","duties":[…],"accessPackage","requestedBy","justification"}}. */
    private static ObjectNode details(Requests.Asked asked, Broken broken) {
        var details = JsonNodeFactory.instance.objectNode();
        details.put("identity", asked.person().id());
        details.put("rule", broken.rule().name());
        broken.duties().forEach(details.putArray("duties")::add);
        details.put("accessPackage", asked.accessPackage());
        details.put("requestedBy", asked.requestedBy());
        details.put("justification", asked.justification());
        return details;
    }
}
