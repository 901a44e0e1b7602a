package io.muster.gateway.bulk;

import io.muster.gateway.refusal.ScimErrors;
import io.muster.gateway.request.Call;
import io.muster.gateway.request.Preconditions;
import io.muster.gateway.request.Receipt;
import io.muster.runtime.pg.database.Database;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The operations of an asynchronous request: what one came to is written in the transaction that does it. An operation whose outcome is known
 * already is not done again, whoever did it; two that do it at the same time cannot both commit.
 */
final class AsyncBulkRun implements BulkRun.Work {
    private final AsyncRequest request;
    private final Bulk bulk;
    private final AsyncBulkStore store;
    private final Database database;
    private final boolean lastAttempt;
    private volatile boolean lost;

    /**
     * Prepares it.
     *
     * @param lastAttempt whether a failure that nobody foresaw is the operation's outcome, and not tried again
     */
    AsyncBulkRun(AsyncRequest request, Bulk bulk, AsyncBulkStore store, Database database, boolean lastAttempt) {
        this.request = request;
        this.bulk = bulk;
        this.store = store;
        this.database = database;
        this.lastAttempt = lastAttempt;
    }

    /** Another worker has the request: nothing more is begun. */
    void lost() {
        lost = true;
    }

    /** Somebody else has done it, or the request is gone; the transaction is rolled back. */
    static final class NotOurs extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotOurs() {
            super("another worker has done this operation, or the request is gone", null, false, false);
        }
    }

    @Override
    public Uni<Outcome> execute(BulkOperation operation) {
        return known(
                operation,
                () -> request.madeId(operation.index())
                        .map(id -> complete(operation, id))
                        .orElseGet(
                                () -> attempt(operation, null, call -> bulk.execute(call, operation, request.at()))));
    }

    @Override
    public Uni<Outcome> make(BulkOperation operation) {
        return known(
                operation,
                () -> request.madeId(operation.index())
                        .map(id -> Uni.createFrom().item(new Outcome(operation, 201, id, null, null, null)))
                        .orElseGet(() -> makeNow(operation)));
    }

    private Uni<Outcome> makeNow(BulkOperation operation) {
        Receipt receipt = (session, id, etag) -> store.made(session, request.id(), operation.index(), id)
                .invoke(AsyncBulkRun::demandOurs)
                .replaceWithVoid();
        return held(() -> bulk.execute(request.call().with(receipt), operation, request.at()))
                .onFailure(this::isOutcome)
                .recoverWithUni(failure -> refused(operation, null, failure));
    }

    @Override
    public Uni<Outcome> complete(BulkOperation operation, String id) {
        return known(operation, () -> attempt(operation, id, call -> bulk.complete(call, operation, id, request.at())));
    }

    @Override
    public Optional<String> madeBefore(BulkOperation operation) {
        return request.madeId(operation.index());
    }

    private Uni<Outcome> known(BulkOperation operation, Supplier<Uni<Outcome>> work) {
        return request.outcome(operation.index())
                .map(outcome -> Uni.createFrom().item(outcome))
                .orElseGet(work);
    }

    /**
     * Does an operation with its outcome beside it.
     *
     * @param madeId the resource that was made of it before
     */
    private Uni<Outcome> attempt(BulkOperation operation, @Nullable String madeId, Function<Call, Uni<Outcome>> work) {
        Receipt receipt = (session, id, etag) -> store.done(session, request.id(), madeId, outcome(operation, id, etag))
                .invoke(AsyncBulkRun::demandOurs)
                .replaceWithVoid();
        return held(() -> work.apply(request.call().with(receipt)))
                .onFailure(NotOurs.class)
                .recoverWithUni(() -> ofTheOther(operation))
                .onFailure(this::isOutcome)
                .recoverWithUni(failure -> refused(operation, madeId, failure));
    }

    private Outcome outcome(BulkOperation operation, String id, long etag) {
        int status = switch (operation.method()) {
            case "POST" -> 201;
            case "DELETE" -> 204;
            default -> 200;
        };
        return new Outcome(
                operation,
                status,
                id,
                request.at().base() + "/" + operation.endpoint() + "/" + id,
                etag == 0 ? null : Preconditions.tag(etag),
                null);
    }

    private Uni<Outcome> held(Supplier<Uni<Outcome>> work) {
        return OwnContext.run(() -> {
            if (lost) {
                throw new IllegalStateException("another process has this request");
            }
            return work.get();
        });
    }

    private static void demandOurs(boolean ours) {
        if (!ours) {
            throw new NotOurs();
        }
    }

    private Uni<Outcome> ofTheOther(BulkOperation operation) {
        return database.transaction(tx -> store.outcome(tx, request.id(), operation.index()))
                .map(found -> Outcome.of(operation, found.orElseThrow(NotOurs::new)));
    }

    private boolean isOutcome(Throwable failure) {
        return ScimErrors.foreseen(failure) || (lastAttempt && !lost && !(failure instanceof NotOurs));
    }

    /** It may be refused because another worker has just done it: then what that one wrote counts. */
    private Uni<Outcome> refused(BulkOperation operation, @Nullable String madeId, Throwable failure) {
        var outcome = bulk.failed(request.call(), operation, request.at(), failure);
        return database.transaction(tx -> store.refused(tx, request.id(), madeId, outcome))
                .chain(ours -> ours ? Uni.createFrom().item(outcome) : ofTheOther(operation));
    }
}
