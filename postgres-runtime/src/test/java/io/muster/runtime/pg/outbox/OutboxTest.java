package io.muster.runtime.pg.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.muster.events.Topics;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.Events;
import io.muster.runtime.pg.database.Database;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(MusterServers.class)
class OutboxTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Outbox outbox;

    @Inject
    Database database;

    @Test
    void what_is_committed_reaches_the_topic_in_order_and_leaves_the_outbox() throws Exception {
        var key = Uuid7.next();
        var first = Events.user(key, 1);
        var last = Events.userDeleted(key, 2);
        database.transaction(transaction -> outbox.append(
                        transaction,
                        List.of(
                                OutboxRecord.of(Topics.IDENTITY_USERS, key, first),
                                OutboxRecord.of(Topics.IDENTITY_USERS, key, last),
                                OutboxRecord.tombstone(Topics.IDENTITY_USERS, key))))
                .invoke(outbox::wake)
                .await()
                .atMost(PATIENCE);
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS);
                var postgres = PostgresControl.postgres()) {
            probe.await("tombstone", polled -> polled.key().equals(key) && polled.value() == null);
            assertThat(probe.events(key)).containsExactly(first, last);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(postgres.query("select seq from outbox where key = ?", key))
                            .isEmpty());
        }
    }

    @Test
    void what_is_rolled_back_is_never_sent() {
        var key = Uuid7.next();
        var undone = Events.user(key, 1);
        assertThatThrownBy(() -> database.transaction(transaction -> outbox.append(
                                        transaction, List.of(OutboxRecord.of(Topics.IDENTITY_USERS, key, undone)))
                                .chain(() -> io.smallrye.mutiny.Uni.createFrom()
                                        .<Void>failure(new IllegalStateException("undo"))))
                        .await()
                        .atMost(PATIENCE))
                .hasMessage("undo");
        var done = Events.user(key, 2);
        database.transaction(transaction ->
                        outbox.append(transaction, List.of(OutboxRecord.of(Topics.IDENTITY_USERS, key, done))))
                .await()
                .atMost(PATIENCE);
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            probe.awaitEvent("the second", event -> event.id().equals(done.id()));
            assertThat(probe.events(key)).containsExactly(done);
        }
    }

    @Test
    void an_event_over_256_KiB_is_refused() {
        var key = Uuid7.next();
        var event = Events.user(key, 1);
        Objects.requireNonNull(event.data().resource()).put("title", "x".repeat(Outbox.MAX_EVENT_BYTES));
        assertThatThrownBy(() -> database.transaction(transaction ->
                                outbox.append(transaction, List.of(OutboxRecord.of(Topics.IDENTITY_USERS, key, event))))
                        .await()
                        .atMost(PATIENCE))
                .isInstanceOf(EventTooLarge.class);
    }
}
