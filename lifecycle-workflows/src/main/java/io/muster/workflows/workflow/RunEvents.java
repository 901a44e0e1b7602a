package io.muster.workflows.workflow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.EventTypes;
import io.muster.events.Reason;
import io.muster.events.Topics;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.workflows.identity.Emitter;
import io.muster.workflows.policy.LifecycleWorkflow.Task;
import io.muster.workflows.workflow.Run.State;
import io.muster.workflows.workflow.RunWorker.Going;
import io.muster.workflows.workflow.Tasks.Outcome;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells of runs on {@code muster.access.events}: {@code {"workflow","version","run","task"?,"type"?,"messageIds"?,"state"?,"reason"?}}. */
@ApplicationScoped
class RunEvents {
    private final Outbox outbox;
    private final Emitter emitter;

    @Inject
    RunEvents(Outbox outbox, Emitter emitter) {
        this.outbox = outbox;
        this.emitter = emitter;
    }

    Uni<Void> started(SqlConnection tx, Going going) {
        var details = details(going);
        details.put("late", going.run().late());
        return tell(
                tx,
                going,
                EventTypes.RUN_STARTED,
                "Workflow " + going.workflow().name() + " started",
                details);
    }

    Uni<Void> taskCompleted(SqlConnection tx, Going going, int number, Task task, Outcome.Completed completed) {
        var details = task(going, number, task);
        if (!completed.messageIds().isEmpty()) {
            details.put("messageId", completed.messageIds().getFirst());
            completed.messageIds().forEach(details.putArray("messageIds")::add);
        }
        if (!completed.requests().isEmpty()) {
            completed.requests().forEach(details.putArray("requests")::add);
        }
        return tell(tx, going, EventTypes.RUN_TASK_COMPLETED, task.type().text() + " is done", details);
    }

    Uni<Void> taskFailed(SqlConnection tx, Going going, int number, Task task, String reason) {
        var details = task(going, number, task);
        details.put("reason", reason);
        return tell(tx, going, EventTypes.RUN_TASK_FAILED, task.type().text() + " failed: " + reason, details);
    }

    Uni<Void> completed(SqlConnection tx, Going going, State state, @Nullable String reason) {
        var details = details(going);
        details.put("state", state.text());
        if (reason != null) {
            details.put("reason", reason);
        }
        return tell(
                tx,
                going,
                EventTypes.RUN_COMPLETED,
                "Workflow " + going.workflow().name() + " ended: " + state.text(),
                details);
    }

    private static ObjectNode details(Going going) {
        var details = JsonNodeFactory.instance.objectNode();
        details.put("workflow", going.workflow().name());
        details.put("version", going.run().version());
        details.put("run", going.run().id());
        return details;
    }

    private static ObjectNode task(Going going, int number, Task task) {
        var details = details(going);
        details.put("task", Integer.toString(number)); // text, as the contract has it: a name of it, not a count
        details.put("type", task.type().text());
        return details;
    }

    private Uni<Void> tell(SqlConnection tx, Going going, String type, String text, ObjectNode details) {
        var run = going.run();
        boolean timed = run.trigger().equals("timeBased");
        var deed = new Emitter.Deed(
                timed ? Actor.timer(run.workflow()) : Actor.policy(run.workflow()),
                timed ? Cause.TIMER : Cause.POLICY,
                new Reason(text, "policy:" + run.workflow() + "@" + run.version()),
                going.now());
        var event = emitter.history(type, run.identity(), run.occasion(), deed, 1, details);
        return outbox.append(tx, List.of(OutboxRecord.of(Topics.ACCESS_EVENTS, run.identity(), event)));
    }
}
