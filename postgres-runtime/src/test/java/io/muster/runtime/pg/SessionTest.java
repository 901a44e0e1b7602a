package io.muster.runtime.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.events.Topics;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Priority;
import io.muster.runtime.pg.due.Trigger;
import io.muster.runtime.pg.outbox.Outbox;
import io.muster.runtime.pg.outbox.OutboxRecord;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/** Entity, event and mark in one session's transaction. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class SessionTest {
    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    Outbox outbox;

    @Inject
    DueStore due;

    private final PostgresControl postgres = PostgresControl.postgres();

    @Test
    void entity_event_and_mark_are_one_commit() throws Throwable {
        var key = Uuid7.next();
        var event = Events.user(key, 1);
        transaction(session -> change(session, key, event));
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            assertThat(probe.awaitEvent(event.type(), key)).isEqualTo(event);
        }
        assertThat(postgres.query("select id from thing where id = ?", key)).hasSize(1);
        assertThat(postgres.query("select cause ->> 'eventId' as id from due where kind = 'session' and key = ?", key))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("id", event.id()));
    }

    @Test
    void what_fails_leaves_none_of_the_three() throws Throwable {
        var key = Uuid7.next();
        assertThatThrownBy(() -> transaction(session -> change(session, key, Events.user(key, 1))
                        .chain(() -> Uni.createFrom().<Void>failure(new IllegalStateException("undo")))))
                .hasMessageContaining("undo");
        assertThat(postgres.query("select id from thing where id = ?", key)).isEmpty();
        assertThat(postgres.query("select seq from outbox where key = ?", key)).isEmpty();
        assertThat(postgres.query("select key from due where kind = 'session' and key = ?", key))
                .isEmpty();
    }

    private Uni<Void> change(Mutiny.Session session, String key, io.muster.events.Event event) {
        return session.persist(new Thing(key))
                .chain(() -> outbox.append(session, List.of(OutboxRecord.of(Topics.IDENTITY_USERS, key, event))))
                .chain(() -> due.mark(
                        session, List.of(new Mark("session", key, Priority.INTERACTIVE).because(Trigger.of(event)))));
    }

    private void transaction(Function<Mutiny.Session, Uni<Void>> work) throws Throwable {
        VertxContextSupport.subscribeAndAwait(() ->
                Database.retryingConflicts(() -> sessions.withTransaction(work)).invoke(outbox::wake));
    }
}
