package io.muster.workflows.grant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.events.Cause;
import io.muster.events.EventTypes;
import io.muster.events.Lane;
import io.muster.events.Reason;
import io.muster.events.Topics;
import io.muster.runtime.clock.BusinessClock;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Priority;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.runtime.security.Caller;
import io.muster.runtime.telemetry.Correlation;
import io.muster.workflows.identity.Emitter;
import io.muster.workflows.identity.IdentityWorker;
import io.muster.workflows.identity.Occasion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Revocations that a limit holds back: what they are, and letting them pass. */
@ApplicationScoped
class RevocationService {
    /** {@code {"trippedAt"?,"allowed"?,"held":[{"identity","applications"}]}}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record State(@Nullable Instant trippedAt, @Nullable Long allowed, List<Held> held) {}

    /** One person whose revocations are held. */
    record Held(String identity, List<String> applications) {}

    /** {@code {"released":12}}. */
    record Released(int released) {}

    private static final String KEY = "lifecycle-workflows/revocations";
    private static final int MAX_LISTED = 1000;

    private final Database database;
    private final RevocationLimits limits;
    private final DueStore due;
    private final Outbox outbox;
    private final Emitter emitter;
    private final BusinessClock clock;
    private final Caller caller;
    private final Correlation correlation;

    @Inject
    RevocationService(
            Database database,
            RevocationLimits limits,
            DueStore due,
            Outbox outbox,
            Emitter emitter,
            BusinessClock clock,
            Caller caller,
            Correlation correlation) {
        this.database = database;
        this.limits = limits;
        this.due = due;
        this.outbox = outbox;
        this.emitter = emitter;
        this.clock = clock;
        this.caller = caller;
        this.correlation = correlation;
    }

    /** The first thousand people. */
    Uni<State> state() {
        return database.transaction(tx -> limits.openTrip(tx)
                .chain(trip -> held(tx).map(held -> new State(
                        trip.map(RevocationLimits.Trip::trippedAt).orElse(null),
                        trip.map(RevocationLimits.Trip::allowed).orElse(null),
                        held))));
    }

    private static Uni<List<Held>> held(SqlConnection tx) {
        return tx.query("select identity, held from identity_decision where held <> '{}' order by identity limit "
                        + MAX_LISTED)
                .execute()
                .map(rows -> {
                    var held = new ArrayList<Held>();
                    rows.forEach(row ->
                            held.add(new Held(row.getString("identity"), List.of(row.getArrayOfStrings("held")))));
                    return held;
                });
    }

    /** Lets pass all that is held now, and counts anew. */
    Uni<Released> release() {
        var actor = caller.actor();
        var occasion = new Occasion(null, correlation.correlationId(), correlation.traceparent(), Lane.INTERACTIVE);
        return database.transaction(tx -> limits.release(tx, actor.id(), clock.instant())
                        .call(released -> due.mark(
                                tx,
                                released.stream()
                                        .map(id -> new Mark(IdentityWorker.KIND, id, Priority.INTERACTIVE))
                                        .toList()))
                        .call(released -> {
                            var details = JsonNodeFactory.instance.objectNode();
                            details.put("switch", "revocations.release");
                            details.put("released", released.size());
                            var deed = new Emitter.Deed(
                                    actor,
                                    Cause.PERSON,
                                    Reason.of("Held revocations of " + released.size() + " people were released"),
                                    clock.instant());
                            return outbox.append(
                                    tx,
                                    List.of(OutboxRecord.of(
                                            Topics.ADMIN_EVENTS,
                                            KEY,
                                            emitter.history(EventTypes.SWITCH_SET, KEY, occasion, deed, 1, details))));
                        })
                        .map(released -> new Released(released.size())))
                .invoke(() -> {
                    outbox.wake();
                    due.wake();
                });
    }
}
