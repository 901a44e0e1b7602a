package io.muster.gateway;

import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.muster.testing.ServerControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Readiness falls within ten seconds of losing what the gateway needs, and comes back in the same process. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class OutageTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void without_postgresql_it_is_alive_and_not_ready() {
        var id = createUser(user(unique("before")));
        try (var postgres = PostgresControl.postgres()) {
            postgres.kill();
            readyWithin(TEN_SECONDS, 503, "postgresql", "DOWN");
            given().get(health("live")).then().statusCode(200);
            postgres.start();
            readyWithin(PATIENCE, 200, "postgresql", "UP");
        }
        scim().get("/Users/" + id).then().statusCode(200);
        createUser(user(unique("after")));
    }

    @Test
    void without_kafka_it_is_not_ready_takes_what_comes_and_tells_it_later() {
        String id;
        try (var kafka = ServerControl.kafka()) {
            kafka.kill();
            readyWithin(TEN_SECONDS, 503, "kafka", "DOWN");
            given().get(health("live")).then().statusCode(200);
            id = createUser(user(unique("meanwhile")));
            kafka.start();
            readyWithin(PATIENCE, 200, "kafka", "UP");
        }
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            probe.awaitEvent(EventTypes.USER_CREATED, id);
        }
    }

    private static void readyWithin(Duration patience, int status, String check, String state) {
        await().atMost(patience)
                .untilAsserted(() -> given().get(health("ready"))
                        .then()
                        .statusCode(status)
                        .body("checks.find { it.name == '" + check + "' }.status", is(state)));
    }

    private static String health(String what) {
        var port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
        return "http://localhost:" + port + "/q/health/" + what;
    }
}
