package io.muster.audit;

import static io.muster.audit.Auditor.auditor;
import static io.muster.audit.Auditor.awaitListed;
import static io.muster.audit.Auditor.events;
import static io.muster.audit.Auditor.id;
import static io.muster.audit.Auditor.publish;
import static io.muster.audit.Auditor.userCreated;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Events go in by Kafka; what is asked of them comes out by HTTP. */
@QuarkusTest
@WithTestResource(
        value = MusterServers.class,
        initArgs = {@ResourceArg(name = "postgresql", value = "false"), @ResourceArg(name = "mongodb", value = "true")})
class EventsTest {
    @Test
    void an_event_is_listed_with_what_it_says_and_only_once() {
        var alice = id();
        var created = userCreated(alice);
        publish(Topics.IDENTITY_USERS, alice, created);
        publish(Topics.IDENTITY_USERS, alice, created);
        var marker = userCreated(alice);
        publish(Topics.IDENTITY_USERS, alice, marker);
        awaitListed(marker);
        var items = events("subject", alice, "type", created.type());
        assertThat(items.getList("items.id")).containsExactly(created.id(), marker.id());
        assertThat(items.getString("items[0].actor.id")).isEqualTo("hr");
        assertThat(items.getString("items[0].cause")).isEqualTo("person");
        assertThat(items.getString("items[0].reason.text")).isEqualTo("because " + created.type());
        assertThat(items.getString("items[0].changes[0].after")).isEqualTo("Engineer");
        assertThat(items.getString("items[0].time")).isEqualTo("2026-11-20T08:00:00Z");
        assertThat(events("actor", "hr", "subject", alice, "from", "2026-11-20T08:00:01Z")
                        .getList("items"))
                .isEmpty();
        assertThat(events("actor", "hr", "subject", alice, "to", "2026-11-20T08:00:01Z")
                        .getList("items"))
                .hasSize(2);
    }

    @Test
    void resources_of_added_types_and_what_becomes_of_schemas_are_in_the_log_as_everything_is() {
        var contractor = id();
        var resource =
                "{\"id\":\"%s\",\"number\":\"4711\",\"meta\":{\"resourceType\":\"Contractor\"}}".formatted(contractor);
        var created = Happenings.event(
                EventTypes.RESOURCE_CREATED, contractor, null, Instant.parse("2026-11-20T08:00:00Z"), resource, null);
        publish(Topics.IDENTITY_RESOURCES, contractor, created);
        var urn = "urn:acme:params:scim:schemas:core:1.0:Contractor" + contractor;
        var removed = Happenings.event(
                EventTypes.SCHEMA_REMOVED,
                urn,
                null,
                Instant.parse("2026-11-20T08:00:00Z"),
                "{\"id\":\"%s\"}".formatted(urn),
                null);
        publish(Topics.IDENTITY_SCHEMAS, urn, removed);
        awaitListed(created);
        awaitListed(removed);
        assertThat(auditor().get("/parked").then().statusCode(200).extract().asString())
                .doesNotContain(contractor);
    }

    @Test
    void pages_follow_each_other() {
        var bob = id();
        var all = List.of(userCreated(bob), userCreated(bob), userCreated(bob));
        all.forEach(event -> publish(Topics.IDENTITY_USERS, bob, event));
        awaitListed(all.getLast());
        var first = events("subject", bob, "type", all.getFirst().type(), "limit", "2");
        assertThat(first.getList("items.id"))
                .containsExactly(all.get(0).id(), all.get(1).id());
        var second =
                events("subject", bob, "type", all.getFirst().type(), "limit", "2", "cursor", first.getString("next"));
        assertThat(second.getList("items.id")).containsExactly(all.get(2).id());
        assertThat(second.getString("next")).isNull();
    }

    @Test
    void reading_is_itself_in_the_log_and_needs_the_scope() {
        var carol = id();
        events("subject", carol);
        await().untilAsserted(() -> auditor()
                .queryParam("subject", carol)
                .queryParam("type", "io.muster.audit.read")
                .get("/audit/events")
                .then()
                .statusCode(200)
                .body("items.details.path", hasItem("/audit/events")));
        given().get("/audit/events").then().statusCode(401);
        given().auth()
                .oauth2(Tokens.with("scim:read"))
                .get("/audit/events")
                .then()
                .statusCode(403);
        auditor().queryParam("from", "yesterday").get("/audit/events").then().statusCode(400);
        auditor().queryParam("cursor", "nonsense").get("/audit/events").then().statusCode(400);
    }

    @Test
    void an_unreadable_record_becomes_an_entry_and_others_go_on() {
        try (var probe = KafkaProbe.on(Topics.ADMIN_EVENTS)) {
            probe.send(new ProducerRecord<>(Topics.ADMIN_EVENTS, "key", "no event".getBytes(StandardCharsets.UTF_8)));
        }
        var dave = id();
        var created = userCreated(dave);
        publish(Topics.IDENTITY_USERS, dave, created);
        awaitListed(created);
        await().untilAsserted(() -> assertThat(
                        events("type", "io.muster.audit.record.unreadable").getList("items.id"))
                .anyMatch(any -> any.toString().startsWith(Topics.ADMIN_EVENTS + "/")));
    }

    @Test
    void the_clock_moves_what_now_means() {
        given().auth()
                .oauth2(Tokens.with("scim:admin"))
                .contentType("application/json")
                .body("{\"forward\":\"PT1H\"}")
                .post("/clock")
                .then()
                .statusCode(200);
        given().auth()
                .oauth2(Tokens.with("scim:admin"))
                .get("/clock")
                .then()
                .statusCode(200)
                .body("movable", is(true));
    }
}
