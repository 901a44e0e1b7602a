package io.muster.gateway.bulk;

import io.muster.gateway.GatewayConfig;
import io.muster.gateway.request.Call;
import io.muster.gateway.request.Locations;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Priority;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Takes bulk requests in that are answered before they are done, and tells their client, and nobody else, how far they are. */
@Singleton
class AsyncBulk {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Database database;
    private final AsyncBulkStore store;
    private final DueStore due;
    private final int outstanding;
    private final Duration longestWait;
    private final Duration retention;

    AsyncBulk(Database database, AsyncBulkStore store, DueStore due, GatewayConfig config) {
        var settings = config.bulk().async();
        this.database = database;
        this.store = store;
        this.due = due;
        this.outstanding = settings.outstanding();
        this.longestWait = settings.longestWait();
        this.retention = settings.retention();
    }

    /** Passwords are kept nowhere but hashed: such a request is answered when it is done, as a server may (RFC 9967 §2.5.1.1). */
    static boolean keepable(List<BulkOperation> operations) {
        return operations.stream().noneMatch(operation -> PasswordWord.in(operation.data()));
    }

    /**
     * Takes a request in; the work begins after that.
     *
     * @return its id
     * @throws ProblemException (in the Uni) 429 while too many requests of its client are not done
     */
    Uni<String> accept(Call call, List<BulkOperation> operations, int failOnErrors, Locations at) {
        var id = Uuid7.next();
        return database.transaction(tx -> store.outstanding(tx, call.client())
                        .invoke(this::demandRoom)
                        .chain(() -> store.insert(tx, id, call, at, failOnErrors, operations))
                        .chain(() ->
                                due.mark(tx, List.of(new Mark(AsyncBulkWorker.KIND, id, Priority.of(call.lane()))))))
                .invoke(due::wake)
                .replaceWith(id);
    }

    private void demandRoom(int open) {
        if (open >= outstanding) {
            throw new ProblemException(Problem.of(
                    429,
                    "too-many-requests",
                    "This client has " + open + " bulk requests that are not done, which is the limit."));
        }
    }

    /** How far a request of this client is; 404. */
    Uni<AsyncRequest> find(String client, String id) {
        return database.transaction(tx -> store.find(tx, id))
                .map(found -> found.filter(request -> request.call().client().equals(client))
                        .orElseThrow(() -> notFound(id)));
    }

    /** The same request when it is done, or as far as it is when the wait is over. */
    Uni<AsyncRequest> await(String client, String id, Duration wait) {
        var allowed = wait.compareTo(longestWait) < 0 ? wait : longestWait;
        return await(client, id, System.nanoTime() + allowed.toNanos());
    }

    private Uni<AsyncRequest> await(String client, String id, long until) {
        return find(client, id)
                .chain(request -> request.endedAt() != null || System.nanoTime() >= until
                        ? Uni.createFrom().item(request)
                        : Uni.createFrom()
                                .voidItem()
                                .onItem()
                                .delayIt()
                                .by(LOOK_AGAIN)
                                .chain(() -> await(client, id, until)));
    }

    /** What is done stays done; what is not begun never is, and nothing is known of it any more; 404. */
    Uni<Void> remove(String client, String id) {
        return database.transaction(tx -> store.remove(tx, id, client))
                .invoke(removed -> {
                    if (!removed) {
                        throw notFound(id);
                    }
                })
                .replaceWithVoid();
    }

    /** When a result is forgotten that was there at this time. */
    Instant forgottenAt(Instant endedAt) {
        return endedAt.plus(retention);
    }

    private static ProblemException notFound(String id) {
        return new ProblemException(
                Problem.of(404, "not-found", "There is no bulk request " + id + " of this client."));
    }
}
