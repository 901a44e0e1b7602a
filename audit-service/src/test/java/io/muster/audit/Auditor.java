package io.muster.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.events.Event;
import io.muster.testing.KafkaProbe;
import io.muster.testing.Tokens;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.UUID;

/** What the tests put onto the topics, and the questions of an auditor. */
final class Auditor {
    private Auditor() {}

    static String id() {
        return UUID.randomUUID().toString();
    }

    static Event userCreated(String id) {
        return Happenings.userCreated(id, "user-" + id);
    }

    static void publish(String topic, String key, Event event) {
        try (var probe = KafkaProbe.on(topic)) {
            probe.send(key, event);
        }
    }

    static RequestSpecification auditor() {
        return given().auth().oauth2(Tokens.client("auditor", "audit:read", "audit:export"));
    }

    static void awaitListed(Event event) {
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(events("subject", event.subject(), "order", "desc")
                                .getList("items.id"))
                        .contains(event.id()));
    }

    static JsonPath events(String... query) {
        var request = auditor();
        for (int i = 0; i < query.length; i += 2) {
            request.queryParam(query[i], query[i + 1]);
        }
        return request.get("/audit/events").then().statusCode(200).extract().jsonPath();
    }
}
