package io.muster.gateway;

import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.muster.gateway.Scim.with;
import static io.muster.gateway.TokenCalls.ask;
import static io.muster.gateway.TokenCalls.given;
import static io.muster.gateway.TokenCalls.wish;
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
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Readiness falls within ten seconds of losing what the gateway needs, and comes back in the same process; clients are asked to come later. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class OutageTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void without_postgresql_it_is_alive_and_not_ready() {
        var id = createUser(user(unique("before")));
        var token = given(ask(wish(unique("before"), "", "scim:read")));
        try (var postgres = PostgresControl.postgres()) {
            postgres.kill();
            readyWithin(TEN_SECONDS, 503, "postgresql", "DOWN");
            RestAssured.get(health("live")).then().statusCode(200);
            later(scim().get("/Users/" + id));
            later(scim().get("/Users?filter=title pr"));
            later(scim().body(user(unique("meanwhile"))).post("/Users"));
            later(scim().body(patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"x\"}"))
                    .patch("/Users/" + id));
            later(scim().delete("/Users/" + id));
            // Nobody's token is refused because nobody can look it up.
            later(with(token.secret()).get("/Users/" + id));
            postgres.start();
            readyWithin(PATIENCE, 200, "postgresql", "UP");
        }
        scim().get("/Users/" + id).then().statusCode(200);
        createUser(user(unique("after")));
    }

    @Test
    void who_waits_too_long_for_what_another_transaction_holds_is_asked_to_come_later() throws SQLException {
        var id = createUser(user(unique("held")));
        var change = patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"x\"}");
        try (var other = PostgresControl.postgres().connect();
                var hold = other.prepareStatement("select id from resource where id = ? for update")) {
            other.setAutoCommit(false);
            hold.setString(1, id);
            hold.execute();
            later(scim().body(change).patch("/Users/" + id));
            other.rollback();
        }
        scim().body(change).patch("/Users/" + id).then().statusCode(200);
    }

    @Test
    void without_kafka_it_is_not_ready_takes_what_comes_and_tells_it_later() {
        String id;
        try (var kafka = ServerControl.kafka()) {
            kafka.kill();
            readyWithin(TEN_SECONDS, 503, "kafka", "DOWN");
            RestAssured.get(health("live")).then().statusCode(200);
            id = createUser(user(unique("meanwhile")));
            kafka.start();
            readyWithin(PATIENCE, 200, "kafka", "UP");
        }
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            probe.awaitEvent(EventTypes.USER_CREATED, id);
        }
    }

    private static void later(Response answer) {
        answer.then()
                .statusCode(503)
                .contentType("application/scim+json")
                .header("Retry-After", "1")
                .body("status", is("503"));
    }

    private static void readyWithin(Duration patience, int status, String check, String state) {
        await().atMost(patience)
                .untilAsserted(() -> RestAssured.get(health("ready"))
                        .then()
                        .statusCode(status)
                        .body("checks.find { it.name == '" + check + "' }.status", is(state)));
    }

    private static String health(String what) {
        var port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
        return "http://localhost:" + port + "/q/health/" + what;
    }
}
