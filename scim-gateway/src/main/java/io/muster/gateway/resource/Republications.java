package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.events.EventTypes;
import io.muster.events.Lane;
import io.muster.events.Topics;
import io.muster.gateway.event.EventFactory;
import io.muster.gateway.membership.MembershipsAgain;
import io.muster.gateway.request.Call;
import io.muster.gateway.request.Calls;
import io.muster.gateway.resource.Republication.Stage;
import io.muster.gateway.schema.SchemaPublisher;
import io.muster.gateway.schema.Schemas;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.due.Claim;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.LoopSettings;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Next;
import io.muster.runtime.pg.due.Priority;
import io.muster.runtime.pg.due.WorkLoops;
import io.muster.runtime.pg.due.Worker;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxBacklog;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells the current state once more: the schemas, each resource, each membership, as an event with the next version of its key and without a change.
 * Subscribers that have lost their store, or a topic that was made anew, have it all again; who has everything sees nothing new.
 *
 * <p>Work of the work loop, chunk by chunk, each one commit: it goes on where it was after a crash, in whichever replica. It waits while the relay
 * cannot keep up, and not for those who take in, who may be the reason for it.
 */
@Singleton
class Republications implements Worker<Boolean, Boolean> {
    private static final String KIND = "republication";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final RepublicationStore store;
    private final Database database;
    private final Pool pool;
    private final DueStore due;
    private final WorkLoops loops;
    private final Outbox outbox;
    private final OutboxBacklog backlog;
    private final Schemas schemas;
    private final SchemaPublisher publisher;
    private final ResourcesAgain resources;
    private final MembershipsAgain memberships;
    private final EventFactory events;
    private final InstantSource realTime;

    Republications(
            RepublicationStore store,
            Database database,
            Pool pool,
            DueStore due,
            WorkLoops loops,
            Outbox outbox,
            OutboxBacklog backlog,
            Schemas schemas,
            SchemaPublisher publisher,
            ResourcesAgain resources,
            MembershipsAgain memberships,
            EventFactory events,
            @RealTime InstantSource realTime) {
        this.store = store;
        this.database = database;
        this.pool = pool;
        this.due = due;
        this.loops = loops;
        this.outbox = outbox;
        this.backlog = backlog;
        this.schemas = schemas;
        this.publisher = publisher;
        this.resources = resources;
        this.memberships = memberships;
        this.events = events;
        this.realTime = realTime;
    }

    void start(@Observes StartupEvent started) {
        tellAfterRestore().await().atMost(PATIENCE);
        loops.start(LoopSettings.of(KIND).withConcurrency(1).withPoll(Duration.ofSeconds(1)), this);
    }

    /**
     * Begins one where the store's epoch was raised and nothing has been told in it: subscribers have seen a later state than the one that was
     * restored, and take this one for its epoch. Of several replicas one begins it; one that was stopped does not begin again.
     */
    Uni<Void> tellAfterRestore() {
        var id = Uuid7.next();
        var call = Calls.ofService(id);
        var now = realTime.instant().truncatedTo(ChronoUnit.MICROS);
        return database.transaction(tx -> store.endEarlier(tx, now)
                .chain(() -> store.isUntold(tx))
                .chain(untold -> untold
                        ? store.insert(tx, id, call, now)
                        : Uni.createFrom().item(Optional.empty()))
                .chain(begun -> begun.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : outbox.append(tx, List.of(restored(call)))
                                .chain(() -> due.mark(tx, List.of(new Mark(KIND, id, Priority.BULK))))));
    }

    private OutboxRecord restored(Call call) {
        var subject = call.client() + "/store";
        var reason = "The store was restored from a backup; its epoch is in force from here on";
        var details = JsonNodeFactory.instance.objectNode().put("republication", call.correlationId());
        return OutboxRecord.of(
                Topics.ADMIN_EVENTS,
                subject,
                events.history(call, EventTypes.STORE_RESTORED, subject, reason, List.of(), details));
    }

    /**
     * Begins one.
     *
     * @throws ProblemException as failure, 409 {@code republication-open}, where one goes on
     */
    Uni<Republication> begin(Call call) {
        var id = Uuid7.next();
        return database.transaction(tx -> store.insert(
                                tx, id, call, realTime.instant().truncatedTo(ChronoUnit.MICROS))
                        .chain(begun -> begun.map(one -> due.mark(tx, List.of(new Mark(KIND, id, Priority.BULK)))
                                        .replaceWith(one))
                                .orElseGet(() -> refuse(tx))))
                .invoke(due::wake);
    }

    private Uni<Republication> refuse(SqlConnection tx) {
        return store.open(tx).map(open -> {
            var which = open.map(Republication::id).orElse("just ended");
            throw new ProblemException(Problem.of(
                    409, "republication-open", "A republication goes on already: " + which + ". Await its end."));
        });
    }

    /** Stops it where it is; what was told stays told. 404 where there is none; one that has ended stays as it is. */
    Uni<Republication> stop(String id) {
        return database.transaction(tx -> store.end(tx, id, Stage.STOPPED, realTime.instant()))
                .chain(() -> find(id));
    }

    /** This one; 404 where there is none. */
    Uni<Republication> find(String id) {
        return store.byId(pool, id)
                .map(found -> found.orElseThrow(
                        () -> new ProblemException(Problem.of(404, "not-found", "No republication has this id."))));
    }

    /** Newest first. */
    Uni<Page<Republication>> list(@Nullable String cursor, int limit) {
        var before = Cursor.decode(cursor, 1);
        return store.list(pool, before.isEmpty() ? "" : before.getFirst(), limit + 1)
                .map(found -> Page.of(found, limit, last -> Cursor.encode(last.id())));
    }

    /** Whether the next chunk may come; what another replica has added to the schemas is known before it does. */
    @Override
    public Uni<Boolean> look(Claim claim) {
        return schemas.refresh().map(looked -> !backlog.slow());
    }

    @Override
    public Uni<Boolean> act(Claim claim, Boolean mayGoOn) {
        return Uni.createFrom().item(mayGoOn);
    }

    /** One chunk; the claim ends in the same transaction. */
    @Override
    public Uni<Next> record(SqlConnection tx, Claim claim, Boolean seen, Boolean mayGoOn) {
        if (!mayGoOn) {
            return Uni.createFrom().item(new Next.Later(LOOK_AGAIN, "the relay is behind"));
        }
        return store.lock(tx, claim.key())
                .chain(open -> open.map(found -> chunk(tx, found))
                        .orElseGet(() -> Uni.createFrom().item(Next.done())))
                .invoke(outbox::wake);
    }

    private Uni<Next> chunk(SqlConnection tx, RepublicationStore.Open open) {
        var id = open.republication().id();
        var call = open.call().ofBulk(Lane.BULK);
        return switch (open.republication().stage()) {
            case SCHEMAS ->
                publisher
                        .publishAgain(tx, call, "Told again for " + call.client())
                        .chain(() -> store.enter(tx, id, Stage.RESOURCES))
                        .map(entered -> more());
            case RESOURCES ->
                resources
                        .tell(tx, call, open.afterId())
                        .chain(told -> told.last()
                                .map(last -> store.toldResources(tx, id, told.count(), last))
                                .orElseGet(() -> store.enter(tx, id, Stage.MEMBERSHIPS))
                                .map(written -> more()));
            case MEMBERSHIPS ->
                memberships
                        .tell(tx, call, open.afterId(), open.afterMember())
                        .chain(told -> told.last()
                                .map(last -> store.toldMemberships(
                                                tx, id, told.count(), last.groupId(), last.memberId())
                                        .map(written -> more()))
                                .orElseGet(() -> store.end(tx, id, Stage.DONE, realTime.instant())
                                        .map(written -> Next.done())));
            case DONE, STOPPED -> Uni.createFrom().item(Next.done());
        };
    }

    private static Next more() {
        return new Next.Later(Duration.ZERO, "more follows");
    }
}
