package io.muster.gateway.authority;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.gateway.event.EventFactory;
import io.muster.gateway.request.Call;
import io.muster.runtime.clock.RealTime;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Keeps the rules of authority. A process that did not take the change itself knows it a second later. */
@Singleton
public class Authorities {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Mutiny.SessionFactory database;
    private final Outbox outbox;
    private final EventFactory events;
    private final InstantSource time;
    private volatile Known known = new Known(Authority.NONE, Instant.EPOCH);

    private record Known(Authority authority, Instant at) {}

    Authorities(Mutiny.SessionFactory database, Outbox outbox, EventFactory events, @RealTime InstantSource time) {
        this.database = database;
        this.outbox = outbox;
        this.events = events;
        this.time = time;
    }

    /** The rules in force, at most a second old. */
    public Uni<Authority> inForce(Mutiny.Session session) {
        var last = known;
        return isFresh(last)
                ? Uni.createFrom().item(last.authority)
                : read(session).map(this::remember);
    }

    /** The same outside of a transaction. */
    public Uni<Authority> inForce() {
        var last = known;
        return isFresh(last) ? Uni.createFrom().item(last.authority) : current();
    }

    private boolean isFresh(Known last) {
        return last.at.plus(FRESH).isAfter(time.instant());
    }

    Uni<Authority> current() {
        return database.withSession(Authorities::read).map(this::remember);
    }

    /** Puts other rules in the place of all; an administrator's event if that changed anything. */
    Uni<Authority> replace(Call call, Authority wanted) {
        return database.withTransaction(session -> read(session)
                        .chain(before -> before.equals(wanted)
                                ? Uni.createFrom().voidItem()
                                : write(session, wanted)
                                        .chain(() -> outbox.append(session, List.of(changed(call, before, wanted))))))
                .invoke(outbox::wake)
                .replaceWith(() -> remember(wanted));
    }

    private Authority remember(Authority authority) {
        known = new Known(authority, time.instant());
        return authority;
    }

    private static Uni<Authority> read(Mutiny.Session session) {
        return session.createQuery("from AuthorityRule", AuthorityRule.class)
                .getResultList()
                .map(rules -> new Authority(rules.stream()
                        .collect(Collectors.toMap(
                                AuthorityRule::attribute, rule -> new Authority.Rule(rule.client(), rule.ignored())))));
    }

    private static Uni<Void> write(Mutiny.Session session, Authority wanted) {
        var rows = wanted.rules().entrySet().stream()
                .map(rule -> new AuthorityRule(
                        rule.getKey(), rule.getValue().client(), rule.getValue().ignored()))
                .toArray();
        return session.createMutationQuery("delete from AuthorityRule")
                .executeUpdate()
                .invoke(session::clear)
                .chain(() -> session.persistAll(rows))
                .chain(session::flush);
    }

    private OutboxRecord changed(Call call, Authority before, Authority after) {
        var details = JsonNodeFactory.instance.objectNode();
        details.put("switch", "attribute-authority");
        details.set("before", AuthorityDocument.of(before).toJson());
        details.set("after", AuthorityDocument.of(after).toJson());
        return OutboxRecord.of(
                Topics.ADMIN_EVENTS,
                "scim-gateway/attribute-authority",
                events.history(
                        call,
                        EventTypes.SWITCH_SET,
                        "scim-gateway/attribute-authority",
                        call.client() + " set who has authority over which attributes",
                        List.of(),
                        details));
    }
}
