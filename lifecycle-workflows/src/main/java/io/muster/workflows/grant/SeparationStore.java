package io.muster.workflows.grant;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.EventTypes;
import io.muster.events.Reason;
import io.muster.events.Topics;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.workflows.grant.AccessRules.Violation;
import io.muster.workflows.identity.Decider.Matter;
import io.muster.workflows.identity.Emitter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;

/** Which separations of duties are broken, by whom and since when; a new one is told once. */
@ApplicationScoped
class SeparationStore {
    private final Outbox outbox;
    private final Emitter emitter;

    @Inject
    SeparationStore(Outbox outbox, Emitter emitter) {
        this.outbox = outbox;
        this.emitter = emitter;
    }

    /** Keeps the person's violations as they are now and tells of those that are new. */
    Uni<Void> note(SqlConnection tx, Matter matter, List<Violation> violations) {
        var id = matter.person().id();
        var rules = violations.stream().map(Violation::rule).toArray(String[]::new);
        return tx.preparedQuery("delete from sod_violation where identity = $1 and not (rule = any ($2))")
                .execute(Tuple.of(id, rules))
                .chain(() -> violations.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : tx.preparedQuery("select rule from sod_violation where identity = $1")
                                .execute(Tuple.of(id))
                                .chain(rows -> {
                                    var known = new HashSet<String>();
                                    rows.forEach(row -> known.add(row.getString("rule")));
                                    return tell(
                                            tx,
                                            matter,
                                            violations.stream()
                                                    .filter(v -> !known.contains(v.rule()))
                                                    .toList());
                                }));
    }

    private Uni<Void> tell(SqlConnection tx, Matter matter, List<Violation> fresh) {
        if (fresh.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var id = matter.person().id();
        var at = matter.now().atOffset(ZoneOffset.UTC);
        var rows = fresh.stream()
                .map(v ->
                        Tuple.of(id, v.rule(), at, new JsonObject(details(id, v).toString())))
                .toList();
        var events = fresh.stream()
                .map(v -> OutboxRecord.of(
                        Topics.ACCESS_EVENTS,
                        id,
                        emitter.history(
                                EventTypes.SOD_VIOLATED, id, matter.occasion(), deed(matter, v), 1, details(id, v))))
                .toList();
        return tx.preparedQuery("insert into sod_violation (identity, rule, since, detail) values ($1, $2, $3, $4)")
                .executeBatch(rows)
                .chain(() -> outbox.append(tx, events));
    }

    private static Emitter.Deed deed(Matter matter, Violation violation) {
        return new Emitter.Deed(
                Actor.policy(violation.rule()),
                Cause.POLICY,
                new Reason(
                        "Separation of duties " + violation.rule() + ": " + String.join(" and ", violation.duties()),
                        "policy:" + violation.rule() + "@" + violation.version()),
                matter.now());
    }

    private static ObjectNode details(String identity, Violation violation) {
        var details = JsonNodeFactory.instance.objectNode();
        details.put("identity", identity);
        details.put("rule", violation.rule());
        violation.duties().forEach(details.putArray("duties")::add);
        violation.blocked().forEach(details.putArray("blocked")::add);
        return details;
    }
}
