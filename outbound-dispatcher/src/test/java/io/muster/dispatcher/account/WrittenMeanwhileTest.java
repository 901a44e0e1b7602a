package io.muster.dispatcher.account;

import static io.muster.dispatcher.account.Dispatcher.account;
import static io.muster.dispatcher.account.Dispatcher.awaitActive;
import static io.muster.dispatcher.account.Dispatcher.found;
import static io.muster.dispatcher.account.Dispatcher.reconcile;
import static io.muster.dispatcher.account.Dispatcher.soon;
import static io.muster.dispatcher.account.Dispatcher.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.dispatcher.account.FaultyApplication.Fault;
import io.muster.dispatcher.account.FaultyApplication.Held;
import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.runtime.id.Uuid7;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the dispatcher itself writes while a reconciliation reads the target is no drift. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(TargetServers.class)
class WrittenMeanwhileTest {
    private final Feed feed = new Feed();
    private final KafkaProbe provisioning = KafkaProbe.on(Topics.PROVISIONING_EVENTS);
    private final PostgresControl postgres = PostgresControl.postgres();
    private final Connector wiki = Dispatcher.scim(TargetServers.wikiUrl());

    @BeforeEach
    void open() {
        FaultyApplication.wish(Fault.NONE);
        Dispatcher.applyTargets();
    }

    @AfterEach
    void close() {
        Stream.of(Held.values()).forEach(Held::letGo);
        wiki.close();
        feed.close();
        provisioning.close();
        postgres.close();
    }

    @Test
    void what_was_written_and_recorded_meanwhile() throws SQLException {
        String kim = joins("kim");
        @Nullable String before = finishedAt();
        Held.PAGE.hold();
        reconcile("wiki");
        soon(() -> assertThat(Held.PAGE.isWaiting()).isTrue());
        assertThat(postgres.query("""
                        select 1 from due where kind = 'reconciliation' and key = 'wiki'
                           and lease_until > now() + interval '1 minute'""")).as("time for a whole target").hasSize(1);
        feed.user(kim, "new.kim." + kim, true);
        awaitName(kim, "new.kim.");
        awaitSettled(kim);
        Held.PAGE.letGo();
        awaitFinished(before);
        assertOnlyWhatIsDoneByHandIsDrift(kim, "new.kim.");
    }

    @Test
    void what_was_written_and_is_not_recorded_yet() {
        String lou = joins("lou");
        @Nullable String before = finishedAt();
        Held.PAGE.hold();
        reconcile("wiki");
        soon(() -> assertThat(Held.PAGE.isWaiting()).isTrue());
        Held.PATCH.hold();
        feed.user(lou, "new.lou." + lou, true);
        soon(() -> assertThat(Held.PATCH.isWaiting()).isTrue());
        awaitName(lou, "new.lou.");
        Held.PAGE.letGo();
        awaitFinished(before);
        Held.PATCH.letGo();
        // The worker has recorded what it did, or it has lost its short lease and asked for a read.
        soon(() -> assertThat(postgres.query("""
                                select 1 from account a where a.identity = ? and (a.verify_asked > 0 or exists (
                                    select 1 from attempt t where t.identity = a.identity and t.action = 'update'))""", lou)).hasSize(1));
        awaitSettled(lou);
        assertOnlyWhatIsDoneByHandIsDrift(lou, "new.lou.");
    }

    /** A change by hand is told and put back, so that what was told before is there by then. */
    private void assertOnlyWhatIsDoneByHandIsDrift(String identity, String name) {
        TargetAccount account = found(wiki, "externalId", identity).getFirst();
        assertThat(wiki.update(account.id(), Map.of("userName", TextNode.valueOf("mallory." + identity))))
                .isInstanceOf(Outcome.Applied.class);
        @Nullable String before = finishedAt();
        reconcile("wiki");
        awaitFinished(before);
        awaitName(identity, name);
        Event drift = provisioning.awaitEvent(EventTypes.DRIFT_DETECTED, identity);
        List<Event> drifts = provisioning.events(identity).stream()
                .filter(event -> event.type().equals(EventTypes.DRIFT_DETECTED))
                .toList();
        assertThat(drifts).extracting(Event::id).containsExactly(drift.id());
        assertThat(Objects.requireNonNull(drift.data().details())
                        .path("attributes")
                        .path(0)
                        .asText())
                .isEqualTo("userName");
    }

    private String joins(String name) {
        String id = Uuid7.next();
        feed.user(id, name + "." + id, true);
        feed.grant(id, "wiki", "active");
        awaitActive(wiki, id, true);
        awaitSettled(id);
        return id;
    }

    private void awaitName(String identity, String name) {
        soon(() -> assertThat(found(wiki, "userName", name + identity)).hasSize(1));
    }

    /** As it should be, and nothing is to be done about it. */
    private void awaitSettled(String identity) {
        soon(() -> {
            assertThat(postgres.query("select 1 from due where key = ?", identity))
                    .isEmpty();
            var items = account(identity, "wiki")
                    .body("items[0].status", equalTo("active"))
                    .extract()
                    .jsonPath();
            assertThat(items.getLong("items[0].appliedRevision")).isEqualTo(items.getLong("items[0].desiredRevision"));
        });
    }

    private static void awaitFinished(@Nullable String before) {
        soon(() -> assertThat(finishedAt()).isNotNull().isNotEqualTo(before));
    }

    private static @Nullable String finishedAt() {
        return target("wiki").extract().path("reconciliation.finishedAt");
    }
}
