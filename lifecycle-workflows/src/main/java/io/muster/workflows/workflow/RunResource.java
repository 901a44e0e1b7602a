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
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The history of runs; starting one by hand. */
@Path("/runs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class RunResource {
    /** {@code {"workflow":"real-time-change","identity":userId}}. */
    record Wanted(@NotBlank String workflow, @NotBlank String identity) {}

    private final Database database;
    private final RunStore runs;
    private final Policies policies;
    private final IdentityStore identities;
    private final Outbox outbox;
    private final DueStore due;
    private final BusinessClock clock;
    private final Correlation correlation;

    @Inject
    RunResource(
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
    @GET
    @RolesAllowed("policy:read")
    public Uni<Page<ObjectNode>> list(
            @QueryParam("identity") @Nullable String identity,
            @QueryParam("workflow") @Nullable String workflow,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        int size = Cursor.limit(limit);
        var before = Cursor.decode(cursor, 1);
        return database.transaction(
                        tx -> runs.list(tx, identity, workflow, before.isEmpty() ? "" : before.getFirst(), size + 1))
                .map(rows ->
                        Page.of(rows, size, last -> Cursor.encode(last.id())).map(Run::json));
    }

    @GET
    @Path("/{id}")
    @RolesAllowed("policy:read")
    public Uni<ObjectNode> read(@PathParam("id") String id) {
        return database.transaction(tx -> runs.find(tx, id))
                .map(found -> found.orElseThrow(() -> notFound(id)).json());
    }

    /** Starts a workflow whose trigger is {@code onDemand}, for one person. */
    @POST
    @RolesAllowed("policy:write")
    public Uni<RestResponse<ObjectNode>> start(@NotNull @Valid Wanted wanted) {
        return database.transaction(tx -> policies.current(tx).chain(set -> start(tx, set, wanted)))
                .invoke(() -> {
                    outbox.wake();
                    due.wake();
                })
                .map(run -> RestResponse.ResponseBuilder.<ObjectNode>created(URI.create("/runs/" + run.id()))
                        .entity(run.json())
                        .build());
    }

    private Uni<Run> start(SqlConnection tx, PolicySet set, Wanted wanted) {
        var workflow = onDemand(set, wanted.workflow());
        return identities.find(tx, set, wanted.identity()).chain(known -> {
            if (known.isEmpty() || known.get().person().deleted()) {
                throw Reach.notFound(wanted.identity());
            }
            var start = new Start(
                    workflow,
                    set.versionOf(workflow),
                    "onDemand",
                    wanted.identity(),
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
