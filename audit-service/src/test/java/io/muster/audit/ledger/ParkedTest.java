package io.muster.audit.ledger;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.Event;
import io.muster.events.EventCodec;
import io.muster.events.EventData;
import io.muster.events.EventTypes;
import io.muster.events.Lane;
import io.muster.events.Reason;
import io.muster.events.Topics;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.intake.Arrival;
import io.muster.runtime.intake.Bytes;
import io.muster.runtime.intake.Position;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** A record that cannot be read is in the log, is shown to a person, and can be driven again. */
@QuarkusTest
@WithTestResource(
        value = MusterServers.class,
        initArgs = {@ResourceArg(name = "postgresql", value = "false"), @ResourceArg(name = "mongodb", value = "true")})
class ParkedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @Inject
    Ledger ledger;

    @Test
    void an_unreadable_record_is_listed_with_its_cause_and_shown_with_its_bytes_and_stays_until_it_can_be_read() {
        var key = Uuid7.next();
        try (var users = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            users.send(new ProducerRecord<>(Topics.IDENTITY_USERS, key, "no JSON".getBytes(StandardCharsets.UTF_8)));
        }
        await().atMost(PATIENCE).untilAsserted(() -> listed().body("items.key", hasItem(key)));
        var found = "items.find { it.key == '" + key + "' }.";
        listed().body(found + "topic", equalTo(Topics.IDENTITY_USERS))
                .body(found + "cause", containsString("CloudEvent"))
                .body(found + "bytes", equalTo(7));
        String id = listed().extract().path(found + "id");
        admin().get("/parked/" + id).then().statusCode(200).body("value", equalTo("bm8gSlNPTg=="));
        admin().post("/parked/" + id + "/retry").then().statusCode(409);
        listed().body("items.key", hasItem(key));
        admin().get("/parked/999999999").then().statusCode(404);
        given().auth().oauth2(Tokens.with("audit:read")).get("/parked").then().statusCode(403);
    }

    @Test
    void a_record_that_has_become_readable_becomes_an_entry_beside_the_one_that_said_it_was_not() {
        var subject = Uuid7.next();
        var event = event(subject);
        var codec = new EventCodec();
        var parked = new Arrival.Parked(
                new Position(Topics.IDENTITY_GROUPS, 11, 0, NOON),
                subject,
                Bytes.of(codec.value(event)),
                codec.headers(event),
                "an older release could not read this");
        ledger.append(List.of(new Draft.OfUnreadable(parked)), Map.of());
        await().atMost(PATIENCE).untilAsserted(() -> listed().body("items.key", hasItem(subject)));
        String id = listed().extract().path("items.find { it.key == '" + subject + "' }.id");
        long before = ledger.read(Ledger.View::size);

        admin().post("/parked/" + id + "/retry").then().statusCode(204);
        listed().body("items.key", not(hasItem(subject)));
        admin().post("/parked/" + id + "/retry").then().statusCode(404);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(given().auth()
                                .oauth2(Tokens.with("audit:read"))
                                .queryParam("subject", subject)
                                .get("/audit/events")
                                .jsonPath()
                                .getList("items.id"))
                        .contains(event.id()));
        assertThat(LogEntry.parse(ledger.leaves(Long.parseLong(id), Long.parseLong(id) + 1)
                                .getFirst())
                        .type())
                .isEqualTo(LogEntry.UNREADABLE);
        assertThat(ledger.<Long>read(Ledger.View::size)).isGreaterThan(before);
    }

    private static Event event(String subject) {
        var data = new EventData(
                Actor.client("hr"), Cause.PERSON, Reason.of("renamed"), 1, 1, NOON, NOON, List.of(), null, null);
        var id = Uuid7.next();
        return new Event(id, "scim-gateway", EventTypes.GROUP_UPDATED, subject, NOON, id, null, null, Lane.BULK, data);
    }

    private static RequestSpecification admin() {
        return given().auth().oauth2(Tokens.client("auditor", "audit:read", "audit:export"));
    }

    private static ValidatableResponse listed() {
        return admin().get("/parked?limit=1000").then().statusCode(200);
    }
}
