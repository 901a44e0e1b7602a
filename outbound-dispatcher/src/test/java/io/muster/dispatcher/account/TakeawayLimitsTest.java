package io.muster.dispatcher.account;

import static io.muster.dispatcher.account.Dispatcher.account;
import static io.muster.dispatcher.account.Dispatcher.awaitActive;
import static io.muster.dispatcher.account.Dispatcher.found;
import static io.muster.dispatcher.account.Dispatcher.release;
import static io.muster.dispatcher.account.Dispatcher.soon;
import static io.muster.dispatcher.account.Dispatcher.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.TargetAccount;
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
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Takeaways beyond a target's limit stop and ask. The shop allows two disables and one deletion an hour. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(TargetServers.class)
class TakeawayLimitsTest {
    private final Feed feed = new Feed();
    private final KafkaProbe provisioning = KafkaProbe.on(Topics.PROVISIONING_EVENTS);
    private final PostgresControl postgres = PostgresControl.postgres();
    private final Connector shop = Dispatcher.scim(TargetServers.shopUrl());

    @BeforeEach
    void open() {
        Dispatcher.applyTargets();
        // The other test's takeaways lie in the same window.
        release("shop").statusCode(204);
    }

    @AfterEach
    void close() {
        shop.close();
        feed.close();
        provisioning.close();
        postgres.close();
    }

    @Test
    void disables_over_the_limit_wait_are_reported_stay_waiting_when_the_window_moves_on_and_all_go_on_when_released()
            throws SQLException {
        var people = Stream.generate(this::customer).limit(5).toList();
        var four = people.subList(0, 4);
        var fifth = people.getLast();
        four.forEach(id -> feed.user(id, "user." + id, false));
        soon(() -> assertThat(waiting(four, "disables")).hasSize(2));
        var waiting = waiting(four, "disables");
        soon(() -> assertThat(four.stream().filter(id -> isActive(id)).toList()).containsExactlyElementsOf(waiting));
        target("shop").body("status", equalTo("waiting")).body("limitTrippedAt", notNullValue());
        for (var id : waiting) {
            var skipped = provisioning.awaitEvent(EventTypes.ACCOUNT_SKIPPED, id);
            assertThat(skipped.data().reason().text()).contains("limit of disables");
        }

        postgres.execute("update taken_away set at = at - interval '2 hours'");
        feed.grant(fifth, "shop", "disabled");
        soon(() -> account(fifth, "shop").body("items[0].reason", containsString("limit of disables")));
        assertThat(isActive(fifth)).isTrue();

        release("shop").statusCode(204);
        people.forEach(id -> awaitActive(shop, id, false));
        soon(() -> people.forEach(id -> account(id, "shop").body("items[0].status", equalTo("disabled"))));
        target("shop").body("status", equalTo("ready"));
        try (var events = KafkaProbe.on(Topics.ADMIN_EVENTS)) {
            events.awaitEvent(
                    "release of three",
                    event -> event.type().equals(EventTypes.SWITCH_SET)
                            && "outbound-dispatcher/target/shop".equals(event.subject())
                            && Objects.requireNonNull(event.data().details())
                                            .path("released")
                                            .asInt()
                                    == 3);
        }
    }

    @Test
    void deletions_have_a_limit_of_their_own_and_who_is_given_access_again_waits_no_more() {
        var people = Stream.generate(this::customer).limit(4).toList();
        people.forEach(id -> feed.grant(id, "shop", "absent"));
        soon(() -> assertThat(waiting(people, "deletions")).hasSize(3));
        var waiting = waiting(people, "deletions");
        soon(() -> assertThat(people.stream().filter(this::isThere).toList()).containsExactlyElementsOf(waiting));

        var lucky = waiting.getFirst();
        feed.grant(lucky, "shop", "active");
        soon(() -> account(lucky, "shop").body("items[0].status", equalTo("active")));
        release("shop").statusCode(204);
        waiting.stream()
                .skip(1)
                .forEach(id -> soon(() -> assertThat(isThere(id)).isFalse()));
        assertThat(isActive(lucky)).isTrue();
        waiting.stream().skip(1).forEach(id -> provisioning.awaitEvent(EventTypes.ACCOUNT_DELETED, id));

        // What was let pass does not count: one more may go, and the next one waits again.
        feed.grant(lucky, "shop", "absent");
        soon(() -> assertThat(isThere(lucky)).isFalse());
        var last = customer();
        feed.grant(last, "shop", "absent");
        soon(() -> assertThat(waiting(List.of(last), "deletions")).containsExactly(last));
        assertThat(isThere(last)).isTrue();
    }

    private String customer() {
        String id = Uuid7.next();
        feed.user(id, "user." + id, true);
        feed.grant(id, "shop", "active");
        awaitActive(shop, id, true);
        return id;
    }

    private boolean isThere(String id) {
        return !found(shop, "externalId", id).isEmpty();
    }

    private boolean isActive(String id) {
        return found(shop, "externalId", id).stream().anyMatch(TargetAccount::active);
    }

    private static List<String> waiting(List<String> people, String limit) {
        return people.stream()
                .filter(id -> {
                    String reason = account(id, "shop").extract().path("items[0].reason");
                    return reason != null && reason.contains("limit of " + limit);
                })
                .toList();
    }
}
