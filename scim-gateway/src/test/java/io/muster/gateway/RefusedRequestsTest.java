package io.muster.gateway;

import static io.muster.gateway.Scim.as;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A client that knocks where it must not is told of, with a count and without what it wanted to write. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class RefusedRequestsTest {
    /** Counts reach the table every ten seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Test
    void refused_requests_are_one_event_per_client_reason_and_minute() throws SQLException {
        var client = unique("reader");
        var canary = unique("canary");
        for (int i = 0; i < 3; i++) {
            as(client, "scim:read").body(user(canary)).post("/Users").then().statusCode(403);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(counts(client))
                        .extracting(row -> (Long) row.get("count"))
                        .satisfies(counted -> assertThat(counted.stream()
                                        .mapToLong(Long::longValue)
                                        .sum())
                                .isEqualTo(3)));
        // Two rows only where the three requests met the turn of a minute.
        var rows = counts(client).size();
        assertThat(rows).isBetween(1, 2);
        try (var probe = KafkaProbe.on(Topics.ADMIN_EVENTS)) {
            var subject = "scim-gateway/" + client;
            assertThat(probe.events(subject))
                    .as("not before its minute is over")
                    .isEmpty();
            // The minute passes.
            PostgresControl.postgres()
                    .execute("update refusal set minute = minute - interval '5 minutes' where client = ?", client);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(probe.events(subject)).hasSize(rows));
            var events = probe.events(subject);
            assertThat(events).extracting(Event::type).containsOnly(EventTypes.REQUEST_REFUSED);
            assertThat(events.stream()
                            .map(event -> Objects.requireNonNull(event.data().details()))
                            .mapToLong(details -> details.get("count").longValue())
                            .sum())
                    .isEqualTo(3);
            var details = Objects.requireNonNull(events.getFirst().data().details());
            assertThat(details.get("client").textValue()).isEqualTo(client);
            assertThat(details.get("reason").textValue()).contains("scopes");
            assertThat(details.get("minute").textValue()).endsWith(":00Z");
            assertThat(events.toString()).doesNotContain(canary);
        }
        assertThat(counts(client)).isEmpty();
    }

    private static List<Map<String, @Nullable Object>> counts(String client) throws SQLException {
        return PostgresControl.postgres().query("select minute, count from refusal where client = ?", client);
    }
}
