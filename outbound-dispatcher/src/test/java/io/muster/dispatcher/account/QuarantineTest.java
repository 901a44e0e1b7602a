package io.muster.dispatcher.account;

import static io.muster.dispatcher.account.Dispatcher.account;
import static io.muster.dispatcher.account.Dispatcher.attempts;
import static io.muster.dispatcher.account.Dispatcher.awaitActive;
import static io.muster.dispatcher.account.Dispatcher.release;
import static io.muster.dispatcher.account.Dispatcher.soon;
import static io.muster.dispatcher.account.Dispatcher.target;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.muster.dispatcher.account.FaultyApplication.Fault;
import io.muster.dispatcher.connector.Connector;
import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.runtime.id.Uuid7;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A target that fails is left alone, and only that one. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(TargetServers.class)
class QuarantineTest {
    private static final String WIKI = "outbound-dispatcher/target/wiki";

    private final Feed feed = new Feed();
    private final KafkaProbe provisioning = KafkaProbe.on(Topics.PROVISIONING_EVENTS);
    private final PostgresControl postgres = PostgresControl.postgres();
    private final Connector codeHost = Dispatcher.scim(TargetServers.scimUrl());
    private final Connector wiki = Dispatcher.scim(TargetServers.wikiUrl());

    @BeforeEach
    void open() {
        FaultyApplication.wish(Fault.NONE);
        Dispatcher.applyTargets();
    }

    @AfterEach
    void close() {
        FaultyApplication.wish(Fault.NONE);
        Stream.of(codeHost, wiki).forEach(Connector::close);
        feed.close();
        provisioning.close();
        postgres.close();
    }

    @Test
    void a_target_that_refuses_our_credential_is_left_alone_at_once_while_others_go_on_until_a_probe_succeeds()
            throws SQLException {
        FaultyApplication.wish(Fault.LOCKED);
        String ann = joins();
        var begun = quarantined();
        assertThat(Objects.requireNonNull(begun.data().details()).path("reason").asText())
                .contains("401");
        awaitActive(codeHost, ann, true);
        target("wiki").body("status", equalTo("quarantined")).body("quarantine.reason", containsString("401"));
        target("code-host").body("status", equalTo("ready"));

        String ben = joins();
        awaitActive(codeHost, ben, true);
        soon(() -> account(ben, "wiki").body("items", hasSize(1)));
        attempts(ben, "wiki").body("items", hasSize(0));

        // A probe that fails waits longer for the next.
        Instant before = probeAt();
        postgres.execute("update quarantine set probe_at = now() where target = 'wiki'");
        soon(() -> assertThat(probeAt()).isAfter(before.plusSeconds(20)));
        target("wiki").body("status", equalTo("quarantined"));

        FaultyApplication.wish(Fault.NONE);
        postgres.execute("update quarantine set probe_at = now() where target = 'wiki'");
        awaitActive(wiki, ann, true);
        awaitActive(wiki, ben, true);
        target("wiki").body("status", equalTo("ready"));
        assertThat(reason(released(begun))).isEqualTo("The target answers again");
    }

    @Test
    void a_target_that_fails_too_often_is_left_alone_until_an_operator_releases_it() {
        FaultyApplication.wish(Fault.BROKEN);
        List<String> people = new ArrayList<>();
        for (int number = 0; number < 24; number++) {
            people.add(joins());
        }
        soon(() -> target("wiki").body("status", equalTo("quarantined")).body("quarantine.reason", equalTo("500")));
        var begun = quarantined();
        people.forEach(person -> awaitActive(codeHost, person, true));

        given().auth()
                .oauth2(Tokens.with("provisioning:read"))
                .post("/targets/wiki/release")
                .then()
                .statusCode(403);
        release("no-such-target").statusCode(404);
        FaultyApplication.wish(Fault.NONE);
        release("wiki").statusCode(204);
        people.forEach(person -> awaitActive(wiki, person, true));
        target("wiki").body("status", equalTo("ready"));
        assertThat(reason(released(begun))).isEqualTo("Released by operator");
        try (var events = KafkaProbe.on(Topics.ADMIN_EVENTS)) {
            var set = events.awaitEvent(EventTypes.SWITCH_SET, WIKI);
            assertThat(set.data().actor().id()).isEqualTo("operator");
            assertThat(Objects.requireNonNull(set.data().details())
                            .path("switch")
                            .asText())
                    .isEqualTo("target.release");
        }
    }

    /** Somebody who should have an account in the code host and in the wiki. */
    private String joins() {
        String id = Uuid7.next();
        feed.user(id, "user." + id, true);
        feed.grant(id, "code-host", "active");
        feed.grant(id, "wiki", "active");
        return id;
    }

    /** The newest quarantine of the wiki. */
    private Event quarantined() {
        soon(() -> target("wiki").body("status", equalTo("quarantined")));
        provisioning.awaitEvent(EventTypes.TARGET_QUARANTINED, WIKI);
        return provisioning.events(WIKI).stream()
                .filter(event -> event.type().equals(EventTypes.TARGET_QUARANTINED))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private Event released(Event begun) {
        return provisioning.awaitEvent(
                "release of the wiki",
                event -> event.type().equals(EventTypes.TARGET_RELEASED)
                        && WIKI.equals(event.subject())
                        && event.id().compareTo(begun.id()) > 0);
    }

    private static String reason(Event event) {
        return event.data().reason().text();
    }

    private static Instant probeAt() {
        return Instant.parse(target("wiki").extract().path("quarantine.probeAt"));
    }
}
