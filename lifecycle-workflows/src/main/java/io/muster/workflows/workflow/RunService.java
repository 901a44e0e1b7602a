package io.muster.workflows.workflow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Lane;
import io.muster.runtime.clock.BusinessClock;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.runtime.telemetry.Correlation;
import io.muster.workflows.identity.IdentityStore;
import io.muster.workflows.identity.Occasion;
import io.muster.workflows.identity.Reach;
import io.muster.workflows.policy.LifecycleWorkflow;
import io.muster.workflows.policy.LifecycleWorkflow.Trigger;
import io.muster.workflows.policy.Policies;
import io.muster.workflows.policy.PolicySet;
import io.muster.workflows.workflow.RunStore.Start;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs over HTTP: their history, and starting one by hand. */
@ApplicationScoped
class RunService {
    private final Database database;
    private final RunStore runs;
    private final Policies policies;
    private final IdentityStore identities;
    private final Outbox outbox;
    private final DueStore due;
    private final BusinessClock clock;
    private final Correlation correlation;

    @Inject
    RunService(
            Database database,
            RunStore runs,
            Policies policies,
            IdentityStore identities,
            Outbox outbox,
            DueStore due,
            BusinessClock clock,
            Correlation correlation) {
        this.database = database;
        this.runs = runs;
        this.policies = policies;
        this.identities = identities;
        this.outbox = outbox;
        this.due = due;
        this.clock = clock;
        this.correlation = correlation;
    }

    /** Newest first. */
    Uni<Page<ObjectNode>> list(
            @Nullable String identity, @Nullable String workflow, @Nullable String cursor, @Nullable Integer limit) {
        int size = Cursor.limit(limit);
        var before = Cursor.decode(cursor, 1);
        return database.transaction(
                        tx -> runs.list(tx, identity, workflow, before.isEmpty() ? "" : before.getFirst(), size + 1))
                .map(rows ->
                        Page.of(rows, size, last -> Cursor.encode(last.id())).map(Run::json));
    }

    Uni<ObjectNode> read(String id) {
        return database.transaction(tx -> runs.find(tx, id))
                .map(found -> found.orElseThrow(() -> notFound(id)).json());
    }

    /** Starts a workflow whose trigger is {@code onDemand}, for one person. */
    Uni<ObjectNode> start(String workflowName, String identity) {
        return database.transaction(tx -> policies.current(tx).chain(set -> start(tx, set, workflowName, identity)))
                .invoke(() -> {
                    outbox.wake();
                    due.wake();
                })
                .map(Run::json);
    }

    private Uni<Run> start(SqlConnection tx, PolicySet set, String workflowName, String identity) {
        var workflow = onDemand(set, workflowName);
        return identities.find(tx, set, identity).chain(known -> {
            if (known.isEmpty() || known.get().person().deleted()) {
                throw Reach.notFound(identity);
            }
            var start = new Start(
                    workflow,
                    set.versionOf(workflow),
                    "onDemand",
                    identity,
                    "demand:" + Uuid7.next(),
                    clock.instant(),
                    false,
                    JsonNodeFactory.instance.arrayNode(),
                    new Occasion(null, correlation.correlationId(), correlation.traceparent(), Lane.INTERACTIVE));
            return runs.start(tx, start)
                    .chain(id -> runs.find(tx, id.orElseThrow()))
                    .map(Optional::orElseThrow);
        });
    }

    private static LifecycleWorkflow onDemand(PolicySet set, String name) {
        var workflow = set.workflows().get(name);
        if (workflow == null || !workflow.enabled() || !(workflow.trigger() instanceof Trigger.OnDemand)) {
            throw new ProblemException(Problem.of(
                    422, "unknown-workflow", "There is no workflow \"" + name + "\" that can be started by hand."));
        }
        return workflow;
    }

    private static ProblemException notFound(String id) {
        return new ProblemException(Problem.of(404, "not-found", "There is no run " + id + "."));
    }
}
