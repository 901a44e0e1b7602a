package io.muster.workflows.workflow;

import io.muster.runtime.clock.BusinessClock;
import io.muster.runtime.pg.due.Claim;
import io.muster.runtime.pg.due.LoopSettings;
import io.muster.runtime.pg.due.Next;
import io.muster.runtime.pg.due.WorkLoops;
import io.muster.runtime.pg.due.Worker;
import io.muster.scim.filter.Moment;
import io.muster.workflows.identity.DecisionStore;
import io.muster.workflows.identity.IdentityStore;
import io.muster.workflows.identity.Person;
import io.muster.workflows.notification.MailStore;
import io.muster.workflows.policy.LifecycleWorkflow;
import io.muster.workflows.policy.Policies;
import io.muster.workflows.policy.PolicySet;
import io.muster.workflows.workflow.Run.State;
import io.muster.workflows.workflow.Run.TaskRun;
import io.muster.workflows.workflow.Tasks.Outcome;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries runs on, task by task, until one has to wait for its mails or all are done. Each step is one transaction under the identity's lock;
 * mails wake their run when they have been sent.
 */
@ApplicationScoped
class RunWorker implements Worker<String, String> {
    /** A run with all that its tasks need. */
    record Going(Run run, LifecycleWorkflow workflow, PolicySet policies, Person person, Instant now) {}

    private final WorkLoops loops;
    private final RunStore runs;
    private final Policies policies;
    private final IdentityStore identities;
    private final DecisionStore decisions;
    private final Tasks tasks;
    private final RunEvents events;
    private final BusinessClock clock;

    @Inject
    RunWorker(
            WorkLoops loops,
            RunStore runs,
            Policies policies,
            IdentityStore identities,
            DecisionStore decisions,
            Tasks tasks,
            RunEvents events,
            BusinessClock clock) {
        this.loops = loops;
        this.runs = runs;
        this.policies = policies;
        this.identities = identities;
        this.decisions = decisions;
        this.tasks = tasks;
        this.events = events;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        loops.start(LoopSettings.of(MailStore.RUN), this);
    }

    @Override
    public Uni<String> look(Claim claim) {
        return Uni.createFrom().item(claim.key());
    }

    @Override
    public Uni<String> act(Claim claim, String run) {
        return Uni.createFrom().item(run);
    }

    @Override
    public Uni<Next> record(SqlConnection tx, Claim claim, String id, String same) {
        return runs.find(tx, id)
                .chain(found -> found.isEmpty() || found.get().state().isOver()
                        ? Uni.createFrom().item(Next.done())
                        : carryOn(tx, found.get()));
    }

    private Uni<Next> carryOn(SqlConnection tx, Run run) {
        var now = clock.instant();
        return policies.current(tx)
                .chain(set -> decisions
                        .lockToMark(tx, run.identity())
                        .chain(() -> identities.find(tx, set, run.identity()))
                        .chain(known -> known.isEmpty()
                                // A membership may come before its person, and a projection may be wiped: not being
                                // known is no reason to end anything.
                                ? Uni.createFrom().<Next>item(new Next.Retry("The person is not known yet"))
                                : carryOn(tx, run, set, known.get().person(), now)
                                        .replaceWith(Next.done())));
    }

    private Uni<Void> carryOn(SqlConnection tx, Run run, PolicySet set, Person person, Instant now) {
        var workflow = set.workflows().get(run.workflow());
        var obstacle = run.state() == State.QUEUED ? obstacle(workflow, person, now) : Optional.<String>empty();
        if (obstacle.isPresent() || workflow == null) {
            return runs.state(
                    tx, run.id(), State.CANCELED, obstacle.orElse("The workflow was removed or disabled"), now);
        }
        var going = new Going(run, workflow, set, person, now);
        return run.state() == State.QUEUED
                ? runs.state(tx, run.id(), State.IN_PROGRESS, late(run), now)
                        .chain(() -> events.started(tx, going))
                        .chain(() -> next(tx, going, 0, false))
                : next(tx, going, 0, false);
    }

    private static Optional<String> obstacle(@Nullable LifecycleWorkflow workflow, Person person, Instant now) {
        if (workflow == null || !workflow.enabled()) {
            return Optional.of("The workflow was removed or disabled");
        }
        if (person.deleted()) {
            return Optional.of("The person was deleted");
        }
        var scope = workflow.scope();
        return scope == null || scope.matches(person.user(), new Moment(now, person.zone()))
                ? Optional.empty()
                : Optional.of("Out of scope: " + scope);
    }

    private static @Nullable String late(Run run) {
        return run.late() ? "The date had passed already when it became known; run at once" : null;
    }

    private Uni<Void> next(SqlConnection tx, Going going, int number, boolean errors) {
        var all = going.workflow().tasks();
        if (number >= all.size()) {
            return finish(tx, going, errors ? State.COMPLETED_WITH_ERRORS : State.COMPLETED, null);
        }
        var task = all.get(number);
        var before =
                going.run().tasks().stream().filter(t -> t.number() == number).findFirst();
        if (before.isPresent() && !before.get().state().equals(Tasks.IN_PROGRESS)) {
            return after(
                    tx,
                    going,
                    number,
                    task,
                    before.get().state().equals(Tasks.FAILED),
                    errors,
                    before.get().failure());
        }
        return tasks.carryOn(tx, going, task, number, before.isPresent()).chain(outcome -> switch (outcome) {
            case Outcome.Waiting waiting ->
                runs.task(
                        tx,
                        going.run().id(),
                        new TaskRun(number, task.type().text(), Tasks.IN_PROGRESS, null),
                        going.now());
            case Outcome.Completed completed ->
                runs.task(
                                tx,
                                going.run().id(),
                                new TaskRun(number, task.type().text(), Tasks.COMPLETED, null),
                                going.now())
                        .chain(() -> events.taskCompleted(tx, going, number, task, completed))
                        .chain(() -> next(tx, going, number + 1, errors));
            case Outcome.Failed failed ->
                runs.task(
                                tx,
                                going.run().id(),
                                new TaskRun(number, task.type().text(), Tasks.FAILED, failed.reason()),
                                going.now())
                        .chain(() -> events.taskFailed(tx, going, number, task, failed.reason()))
                        .chain(() -> after(tx, going, number, task, true, errors, failed.reason()));
        });
    }

    /** A failure ends the run, unless the task says that it goes on. */
    private Uni<Void> after(
            SqlConnection tx,
            Going going,
            int number,
            LifecycleWorkflow.Task task,
            boolean failed,
            boolean errors,
            @Nullable String reason) {
        return failed && !task.continueOnError()
                ? finish(
                        tx,
                        going,
                        State.FAILED,
                        "Task " + number + " (" + task.type().text() + ") failed: " + reason)
                : next(tx, going, number + 1, errors || failed);
    }

    private Uni<Void> finish(SqlConnection tx, Going going, State state, @Nullable String reason) {
        return runs.state(tx, going.run().id(), state, reason, going.now())
                .chain(() -> events.completed(tx, going, state, reason));
    }
}
