package io.muster.workflows.approval;

import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.EventTypes;
import io.muster.events.Lane;
import io.muster.events.Reason;
import io.muster.events.Topics;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Priority;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.workflows.approval.AccessRequest.Status;
import io.muster.workflows.identity.Emitter;
import io.muster.workflows.identity.IdentityWorker;
import io.muster.workflows.identity.Occasion;
import io.muster.workflows.identity.OccasionStore;
import io.muster.workflows.identity.Person;
import io.muster.workflows.policy.AccessPackage;
import io.muster.workflows.policy.PolicySet;
import io.muster.workflows.policy.Span;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What happens to requests, each step in the caller's transaction, under the identity's lock, with its event. */
@ApplicationScoped
public class Requests {
    /** What is asked for, by whom. */
    public record Asked(
            Person person,
            String accessPackage,
            String justification,
            @Nullable LocalDate until,
            String requestedBy,
            Actor actor) {
        Cause cause() {
            return actor.kind() == Actor.Kind.PERSON || actor.kind() == Actor.Kind.CLIENT ? Cause.PERSON : Cause.POLICY;
        }
    }

    private final RequestStore store;
    private final Approvers approvers;
    private final RequestChecks checks;
    private final DutyRefusals refusals;
    private final OccasionStore occasions;
    private final DueStore due;
    private final Outbox outbox;
    private final Emitter emitter;

    @Inject
    Requests(
            RequestStore store,
            Approvers approvers,
            RequestChecks checks,
            DutyRefusals refusals,
            OccasionStore occasions,
            DueStore due,
            Outbox outbox,
            Emitter emitter) {
        this.store = store;
        this.approvers = approvers;
        this.checks = checks;
        this.refusals = refusals;
        this.occasions = occasions;
        this.due = due;
        this.outbox = outbox;
        this.emitter = emitter;
    }

    /**
     * Asks for a package.
     *
     * @return the id of the request; a refusal for separation of duties has been told in this transaction when it fails
     * @throws ProblemException as failure: 403 not for this person, 409 pending already or a broken separation of duties (naming the rule), 422 no
     *     such package, too long, or nobody to approve
     */
    public Uni<String> ask(SqlConnection tx, PolicySet policies, Asked asked, Occasion occasion, Instant now) {
        return create(tx, policies, asked, occasion, now)
                .map(answer -> answer.orRefuse().id());
    }

    /** As {@link #ask}, but a broken separation of duties is a value: that it was refused has been told in this transaction, which must commit. */
    Uni<Answer> create(SqlConnection tx, PolicySet policies, Asked asked, Occasion occasion, Instant now) {
        var person = asked.person();
        var wanted = Optional.ofNullable(policies.packages().get(asked.accessPackage()))
                .orElseThrow(() -> refused(
                        422,
                        "unknown-access-package",
                        "There is no access package \"" + asked.accessPackage() + "\"."));
        RequestChecks.person(wanted, person, now);
        RequestChecks.duration(policies, wanted, asked, now);
        return checks.duties(tx, policies, person, wanted.entitlements())
                .chain(broken -> broken.isPresent()
                        ? refusals.tell(tx, policies, asked, broken.get(), occasion, now)
                        : create(tx, policies, wanted, asked, occasion, now).map(Answer.Made::new));
    }

    private Uni<AccessRequest> create(
            SqlConnection tx, PolicySet policies, AccessPackage wanted, Asked asked, Occasion occasion, Instant now) {
        var person = asked.person();
        return approvers
                .stages(tx, policies, policies.approval(wanted).value(), person, asked.requestedBy(), now)
                .chain(stages -> {
                    var deadline = stages.isEmpty() ? null : deadline(stages.getFirst(), now, person.zone());
                    var request = new AccessRequest(
                            Uuid7.next(),
                            person.id(),
                            wanted.name(),
                            policies.versionOf(wanted),
                            Status.PENDING,
                            asked.justification(),
                            asked.until(),
                            asked.requestedBy(),
                            now,
                            person.zone(),
                            0,
                            deadline,
                            null,
                            null,
                            null,
                            occasion.correlationId(),
                            null,
                            wanted.entitlements(),
                            stages,
                            1);
                    var created = new Emitter.Deed(
                            asked.actor(),
                            asked.cause(),
                            new Reason(
                                    "Asked for " + wanted.name() + ": " + asked.justification(),
                                    "request:" + request.id()),
                            now);
                    var event = emitter.history(
                            EventTypes.REQUEST_CREATED, person.id(), occasion, created, 1, request.json());
                    var told = request.after(event.id());
                    return store.insert(tx, told)
                            .chain(() -> outbox.append(
                                    tx, List.of(OutboxRecord.of(Topics.ACCESS_EVENTS, person.id(), event))))
                            .chain(() -> stages.isEmpty()
                                    ? approve(tx, policies, told, Actor.policy(wanted.name()), now)
                                    : markDue(tx, told, occasion(told)).replaceWith(told));
                });
    }

    /** One approver's decision on the current stage. */
    Uni<AccessRequest> decide(
            SqlConnection tx,
            PolicySet policies,
            AccessRequest request,
            String approver,
            boolean approves,
            String justification,
            Instant now) {
        var stage = request.currentStage()
                .orElseThrow(() -> refused(
                        409, "not-pending", "The request is " + request.status().text() + "."));
        if (request.person().equals(approver)
                || request.requestedBy().equals(approver)
                || !stage.approvers().contains(approver)) {
            throw refused(403, "not-an-approver", "Only the approvers of the current stage decide.");
        }
        var deadline = request.deadline();
        if (deadline != null && !now.isBefore(deadline)) {
            throw refused(409, "not-pending", "The time to decide is over.");
        }
        var decided = stage.decided(approves ? "approve" : "deny", approver, now, justification);
        int next = request.stage() + 1;
        boolean last = next == request.stages().size();
        var going = request.withStage(
                decided, next, approves && !last ? deadline(request.stages().get(next), now, request.zone()) : null);
        return store.updateStage(tx, request.id(), request.stage(), decided).chain(() -> {
            if (!approves) {
                return end(
                        tx,
                        going,
                        Status.DENIED,
                        "Denied: " + justification,
                        Actor.person(approver),
                        Cause.PERSON,
                        now);
            }
            return last
                    ? approve(tx, policies, going, Actor.person(approver), now)
                    : store.update(tx, going)
                            .chain(() -> markDue(tx, going, occasion(going)))
                            .replaceWith(going);
        });
    }

    private Uni<AccessRequest> approve(
            SqlConnection tx, PolicySet policies, AccessRequest request, Actor actor, Instant now) {
        var approved = request.approved(now, end(policies, request, now));
        var deed = new Emitter.Deed(
                actor,
                actor.kind() == Actor.Kind.PERSON ? Cause.PERSON : Cause.POLICY,
                new Reason("Access to " + request.accessPackage() + " was approved", "request:" + request.id()),
                now);
        return tell(tx, approved, EventTypes.REQUEST_APPROVED, deed);
    }

    private static @Nullable Instant end(PolicySet policies, AccessRequest request, Instant now) {
        var until = request.until();
        if (until != null) {
            return until.plusDays(1).atStartOfDay(request.zone()).toInstant();
        }
        var wanted = policies.packages().get(request.accessPackage());
        var duration = wanted == null ? policies.organization().defaults().duration() : policies.duration(wanted);
        var span = duration.standard() == null ? duration.maximum() : duration.standard();
        return span == null ? null : span.after(now, request.zone());
    }

    /** Ends a request: denied, expired or cancelled; access that came from it ends with the decision that follows. */
    Uni<AccessRequest> end(
            SqlConnection tx,
            AccessRequest request,
            Status status,
            String reason,
            Actor actor,
            Cause cause,
            Instant now) {
        var type = switch (status) {
            case DENIED -> EventTypes.REQUEST_DENIED;
            case EXPIRED -> EventTypes.REQUEST_EXPIRED;
            case CANCELLED -> EventTypes.REQUEST_CANCELLED;
            case PENDING, APPROVED -> throw new IllegalArgumentException(status + " is no end");
        };
        return tell(
                tx,
                request.ended(status, reason),
                type,
                new Emitter.Deed(actor, cause, new Reason(reason, "request:" + request.id()), now));
    }

    /** Cancels what is still pending for a person, for a workflow. @return the ids of the requests */
    public Uni<List<String>> cancelPending(SqlConnection tx, String person, String workflow, Instant now) {
        return store.open(tx, person)
                .chain(open -> Multi.createFrom()
                        .iterable(open.stream()
                                .filter(r -> r.status() == Status.PENDING)
                                .toList())
                        .onItem()
                        .transformToUniAndConcatenate(request -> end(
                                tx,
                                request,
                                Status.CANCELLED,
                                "Cancelled by workflow " + workflow,
                                Actor.policy(workflow),
                                Cause.POLICY,
                                now))
                        .map(AccessRequest::id)
                        .collect()
                        .asList());
    }

    private Uni<AccessRequest> tell(SqlConnection tx, AccessRequest request, String type, Emitter.Deed deed) {
        var event = emitter.history(type, request.person(), occasion(request), deed, request.version(), request.json());
        var told = request.after(event.id());
        return store.update(tx, told)
                .chain(() -> outbox.append(tx, List.of(OutboxRecord.of(Topics.ACCESS_EVENTS, request.person(), event))))
                .chain(() -> markDue(tx, told, occasion(told)))
                .replaceWith(told);
    }

    /** What follows is caused by the request's newest event. */
    static Occasion occasion(AccessRequest request) {
        return new Occasion(request.lastEvent(), request.correlationId(), null, Lane.INTERACTIVE);
    }

    private Uni<Void> markDue(SqlConnection tx, AccessRequest request, Occasion occasion) {
        return due.mark(tx, List.of(new Mark(IdentityWorker.KIND, request.person(), Priority.INTERACTIVE)))
                .chain(() -> occasions.note(tx, Map.of(request.person(), occasion)));
    }

    private static Instant deadline(AccessRequest.Stage stage, Instant now, ZoneId zone) {
        return Span.parse(stage.deadlineIn()).after(now, zone);
    }

    static ProblemException refused(int status, String name, String detail) {
        return new ProblemException(Problem.of(status, name, detail));
    }
}
