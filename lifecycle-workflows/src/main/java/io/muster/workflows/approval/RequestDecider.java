package io.muster.workflows.approval;

import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.workflows.approval.AccessRequest.Status;
import io.muster.workflows.identity.Decider;
import io.muster.workflows.identity.Timer;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ends requests whose time is over: nobody decided, or the access has lasted as long as it may. Before access is decided. */
@ApplicationScoped
class RequestDecider implements Decider {
    private final RequestStore store;
    private final Requests requests;

    @Inject
    RequestDecider(RequestStore store, Requests requests) {
        this.store = store;
        this.requests = requests;
    }

    @Override
    public int order() {
        return 10;
    }

    @Override
    public Uni<Decision> decide(SqlConnection tx, Matter matter) {
        return store.open(tx, matter.person().id()).chain(open -> {
            var ending = open.stream()
                    .filter(r -> matter.person().deleted() || isOver(r, matter.now()))
                    .toList();
            var timers = open.stream()
                    .filter(r -> !ending.contains(r))
                    .flatMap(r -> next(r).stream())
                    .toList();
            return Multi.createFrom()
                    .iterable(ending)
                    .onItem()
                    .transformToUniAndConcatenate(request -> end(tx, matter, request))
                    .collect()
                    .in(ArrayList<AccessRequest>::new, ArrayList::add)
                    .map(ended -> decision(timers, ended));
        });
    }

    private static Decision decision(List<Timer> timers, List<AccessRequest> ended) {
        return new Decision(
                timers, ended.isEmpty() ? Optional.empty() : Optional.of(Requests.occasion(ended.getLast())));
    }

    private Uni<AccessRequest> end(SqlConnection tx, Matter matter, AccessRequest request) {
        if (matter.person().deleted()) {
            return requests.end(
                    tx,
                    request,
                    Status.CANCELLED,
                    "The person was deleted",
                    Actor.system("lifecycle-workflows"),
                    Cause.PERSON,
                    matter.now());
        }
        var reason = request.status() == Status.PENDING
                ? "Nobody decided in time"
                : "The access has lasted as long as it may";
        return requests.end(tx, request, Status.EXPIRED, reason, Actor.timer("request"), Cause.TIMER, matter.now());
    }

    private static boolean isOver(AccessRequest request, Instant now) {
        return next(request).filter(timer -> !now.isBefore(timer.firesAt())).isPresent();
    }

    private static Optional<Timer> next(AccessRequest request) {
        var at = request.status() == Status.PENDING ? request.deadline() : request.validTo();
        return Optional.ofNullable(at).map(instant -> Timer.at("request/" + request.id(), instant, request.zone()));
    }
}
