package io.muster.workflows.identity;

import io.muster.events.Change;
import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.runtime.intake.Intake;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Priority;
import io.muster.runtime.pg.intake.Fresh;
import io.muster.runtime.pg.intake.Projection;
import io.muster.runtime.pg.intake.Projections;
import io.muster.workflows.policy.KnownSchemas;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes in schemas, users, groups and memberships: writes the projections and marks whom it concerns. Decides nothing. */
@ApplicationScoped
public class IdentityEvents {
    /** Told of changes of people and memberships, in the transaction that takes them in. */
    public interface Listener {
        /**
         * Changes that were newer than what was known, all of them, those of one person or membership in their order.
         *
         * @param changes events of users ({@code user.*}) and of memberships ({@code membership.*}); also those that are read again
         */
        Uni<Void> changed(SqlConnection tx, List<Event> changes);
    }

    private static final String END_DATE = Employment.EXTENSION + ":endDate";
    private static final String STATUS = Employment.EXTENSION + ":status";

    private final Intake intake;
    private final KnownSchemas schemas;
    private final DueStore due;
    private final OccasionStore occasions;
    private final Instance<Listener> listeners;

    @Inject
    IdentityEvents(
            Intake intake,
            KnownSchemas schemas,
            DueStore due,
            OccasionStore occasions,
            @Any Instance<Listener> listeners) {
        this.intake = intake;
        this.schemas = schemas;
        this.due = due;
        this.occasions = occasions;
        this.listeners = listeners;
    }

    @Incoming("events")
    Uni<Void> receive(ConsumerRecords<String, byte[]> records) {
        return intake.receive(records);
    }

    @Produces
    @Singleton
    Projections projections() {
        return Projections.of(
                        Projection.state(Topics.IDENTITY_SCHEMAS, "identity_schema", this::schemasChanged),
                        Projection.state(Topics.IDENTITY_USERS, "identity", this::usersChanged),
                        Projection.state(Topics.IDENTITY_GROUPS, "identity_group", this::groupsChanged),
                        Projection.state(Topics.IDENTITY_MEMBERSHIPS, "membership", this::membershipsChanged))
                .whenBootstrapped(tx -> due.markAll(tx, IdentityWorker.KIND, Priority.BULK, "select key from identity")
                        .replaceWithVoid());
    }

    /** Other schemas may mean another answer of any scope: all identities become due, as after an apply of policies. */
    private Uni<Void> schemasChanged(SqlConnection tx, List<Fresh> fresh) {
        var marked = schemas.changed(tx)
                .chain(() -> due.markAll(tx, IdentityWorker.KIND, Priority.BULK, "select key from identity"));
        var last = fresh.getLast().event();
        return last == null ? marked.replaceWithVoid() : marked.chain(() -> occasions.noteForAll(tx, occasion(last)));
    }

    private Uni<Void> usersChanged(SqlConnection tx, List<Fresh> fresh) {
        var marks = fresh.stream()
                .map(f -> new Mark(IdentityWorker.KIND, f.key(), priority(f)))
                .toList();
        // The due row first, then the occasion: the order of the loop, which ends a claim before it forgets its
        // occasion.
        return due.mark(tx, marks).chain(() -> note(tx, fresh, Fresh::key)).chain(() -> tell(tx, fresh));
    }

    /** People who go, go before everything else: disabled, deleted, terminated, or with another last day. */
    private static Priority priority(Fresh fresh) {
        var event = fresh.event();
        // It counts also when another change of him came with it.
        boolean leaves = fresh.events().stream().anyMatch(IdentityEvents::mayLeave);
        return event == null || fresh.deleted() || leaves ? Priority.URGENT : Priority.of(event.lane());
    }

    /** Whether the last day has come is decided with his zone, by the worker; here a changed one is enough to go first. */
    static boolean mayLeave(Event event) {
        return event.type().equals(EventTypes.USER_DISABLED)
                || (event.type().equals(EventTypes.USER_UPDATED)
                        && event.data().changes().stream().anyMatch(IdentityEvents::ends));
    }

    private static boolean ends(Change change) {
        var after = change.after();
        return after != null
                && (change.path().equals(END_DATE)
                        || (change.path().equals(STATUS) && after.asText().equalsIgnoreCase("terminated")));
    }

    private Uni<Void> membershipsChanged(SqlConnection tx, List<Fresh> fresh) {
        var marks = fresh.stream()
                .map(f -> new Mark(
                        IdentityWorker.KIND,
                        member(f),
                        f.event() == null
                                ? Priority.INTERACTIVE
                                : Priority.of(f.event().lane())))
                .toList();
        return due.mark(tx, marks)
                .chain(() -> note(tx, fresh, IdentityEvents::member))
                .chain(() -> tell(tx, fresh));
    }

    /** Key {@code groupId:memberId}. */
    private static String member(Fresh fresh) {
        return fresh.key().substring(fresh.key().indexOf(':') + 1);
    }

    /** A group's name may stand in a scope: its members are looked at again. */
    private Uni<Void> groupsChanged(SqlConnection tx, List<Fresh> fresh) {
        var groups = fresh.stream().map(Fresh::key).toArray(String[]::new);
        return tx.preparedQuery("select distinct member from membership where group_id = any ($1) and not deleted")
                .execute(Tuple.of(groups))
                .chain(rows -> {
                    var marks = new ArrayList<Mark>();
                    rows.forEach(
                            row -> marks.add(new Mark(IdentityWorker.KIND, row.getString("member"), Priority.BULK)));
                    return due.mark(tx, marks);
                });
    }

    private Uni<Void> note(SqlConnection tx, List<Fresh> fresh, Function<Fresh, String> person) {
        Map<String, Occasion> noted = new LinkedHashMap<>();
        fresh.forEach(f -> Optional.ofNullable(f.event()).ifPresent(e -> noted.put(person.apply(f), occasion(e))));
        return occasions.note(tx, noted);
    }

    private static Occasion occasion(Event event) {
        return new Occasion(event.id(), event.correlationId(), event.traceparent(), event.lane());
    }

    /** Each change counts, also those that a newer one of the same batch has overtaken: state is level-triggered, runs are not. */
    private Uni<Void> tell(SqlConnection tx, List<Fresh> fresh) {
        var events = fresh.stream().flatMap(f -> f.events().stream()).toList();
        return Multi.createFrom()
                .iterable(listeners)
                .onItem()
                .transformToUniAndConcatenate(listener -> listener.changed(tx, events))
                .collect()
                .last()
                .replaceWithVoid();
    }
}
