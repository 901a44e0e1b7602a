package io.muster.audit;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;

import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.ServerControl;
import io.muster.testing.Tokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The store goes away and comes back: nobody restarts anything, nothing is lost. */
@QuarkusTest
@WithTestResource(
        value = MusterServers.class,
        initArgs = {@ResourceArg(name = "postgresql", value = "false"), @ResourceArg(name = "mongodb", value = "true")})
class OutageTest {
    @TestHTTPResource(value = "/health", management = true)
    @SuppressWarnings("NullAway") // set by Quarkus
    URI health;

    @Test
    void readiness_falls_with_the_store_and_what_happened_meanwhile_is_listed_after_it() {
        var id = UUID.randomUUID().toString();
        var created = Happenings.userCreated(id, "mallory");
        awaitHealth("/ready", 200);
        try (var mongo = ServerControl.mongo();
                var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            mongo.stop();
            probe.send(id, created);
            awaitHealth("/ready", 503);
            awaitHealth("/live", 200);
        }
        awaitHealth("/ready", 200);
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> given().auth()
                        .oauth2(Tokens.with("audit:read"))
                        .queryParam("subject", id)
                        .get("/audit/events")
                        .then()
                        .statusCode(200)
                        .body("items.id", hasItem(created.id())));
    }

    private void awaitHealth(String path, int status) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().get(health + path).then().statusCode(status));
    }
}
