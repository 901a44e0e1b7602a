package io.muster.workflows.approval;

import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.runtime.clock.BusinessClock;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.muster.runtime.security.Caller;
import io.muster.workflows.approval.AccessRequest.Status;
import io.muster.workflows.identity.DecisionStore;
import io.muster.workflows.identity.Occasion;
import io.muster.workflows.identity.Reach;
import io.muster.workflows.policy.Policies;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Requests over HTTP: opens the transaction, takes the identity's lock, wakes who has work afterwards. */
@ApplicationScoped
class RequestService {
    /** Scope of those who may act for everybody. */
    static final String ADMINISTRATOR = "policy:write";

    private final Database database;
    private final Policies policies;
    private final DecisionStore decisions;
    private final RequestStore store;
    private final Requests requests;
    private final Reach reach;
    private final Outbox outbox;
    private final DueStore due;
    private final BusinessClock clock;
    private final Caller caller;

    @Inject
    RequestService(
            Database database,
            Policies policies,
            DecisionStore decisions,
            RequestStore store,
            Requests requests,
            Reach reach,
            Outbox outbox,
            DueStore due,
            BusinessClock clock,
            Caller caller) {
        this.database = database;
        this.policies = policies;
        this.decisions = decisions;
        this.store = store;
        this.requests = requests;
        this.reach = reach;
        this.outbox = outbox;
        this.due = due;
        this.clock = clock;
        this.caller = caller;
    }

    Uni<AccessRequest> ask(
            String person, String accessPackage, String justification, @Nullable LocalDate until, Occasion occasion) {
        var requestedBy = caller.subject();
        var actor = caller.actor();
        // Thrown after the commit: what was refused has an event, and that stays.
        return transaction(tx -> policies.current(tx)
                        .chain(set -> reach.person(tx, set, caller, person, ADMINISTRATOR)
                                .call(() -> decisions.lockToMark(tx, person))
                                .chain(found -> requests.create(
                                        tx,
                                        set,
                                        new Requests.Asked(
                                                found, accessPackage, justification, until, requestedBy, actor),
                                        occasion,
                                        clock.instant()))))
                .map(Answer::orRefuse);
    }

    Uni<AccessRequest> decide(String id, boolean approves, String justification) {
        var approver = caller.subject();
        return locked(
                id,
                (tx, request) -> policies.current(tx)
                        .chain(set ->
                                requests.decide(tx, set, request, approver, approves, justification, clock.instant())));
    }

    /** Withdraws a request, or gives back the access that came from it: the person, who asked, or an administrator. */
    Uni<AccessRequest> cancel(String id) {
        var by = caller.subject();
        boolean administrator = caller.has(ADMINISTRATOR);
        Actor actor = caller.actor();
        return locked(id, (tx, request) -> {
            if (!administrator
                    && !request.person().equals(by)
                    && !request.requestedBy().equals(by)) {
                throw new ProblemException(
                        Problem.of(403, "forbidden", "Only the person or who asked cancels a request."));
            }
            if (!request.isOpen()) {
                throw new ProblemException(Problem.of(
                        409, "not-open", "The request is " + request.status().text() + "."));
            }
            return requests.end(tx, request, Status.CANCELLED, "Cancelled", actor, Cause.PERSON, clock.instant());
        });
    }

    private Uni<AccessRequest> locked(String id, BiFunction<SqlConnection, AccessRequest, Uni<AccessRequest>> work) {
        return transaction(tx -> store.find(tx, id).chain(found -> {
            var person = found.orElseThrow(() -> notFound(id)).person();
            // The identity's lock comes first everywhere; what was read before it may be old.
            return decisions
                    .lockToMark(tx, person)
                    .chain(() -> store.find(tx, id))
                    .chain(request -> work.apply(tx, request.orElseThrow(() -> notFound(id))));
        }));
    }

    Uni<Optional<AccessRequest>> find(String id) {
        return database.transaction(tx -> store.find(tx, id));
    }

    /** Newest first; {@code whose} null for everybody's, else only if the caller may act for him. */
    Uni<List<AccessRequest>> list(
            @Nullable String whose, @Nullable String status, String before, int limit, String reader) {
        return database.transaction(
                tx -> visible(tx, whose, reader).chain(() -> store.list(tx, whose, status, before, limit)));
    }

    private Uni<Void> visible(SqlConnection tx, @Nullable String whose, String reader) {
        return whose == null || caller.has(reader)
                ? Uni.createFrom().voidItem()
                : policies.current(tx)
                        .chain(set -> reach.person(tx, set, caller, whose, reader))
                        .replaceWithVoid();
    }

    /** Pending requests that wait for the approver, oldest first. */
    Uni<List<AccessRequest>> awaiting(String approver, String after, int limit) {
        return database.transaction(tx -> store.awaiting(tx, approver, after, limit));
    }

    private <T> Uni<T> transaction(Function<SqlConnection, Uni<T>> work) {
        return database.transaction(work).invoke(() -> {
            outbox.wake();
            due.wake();
        });
    }

    static ProblemException notFound(String id) {
        return new ProblemException(Problem.of(404, "not-found", "There is no request " + id + "."));
    }
}
