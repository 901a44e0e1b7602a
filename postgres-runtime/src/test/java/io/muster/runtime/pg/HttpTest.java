package io.muster.runtime.pg;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(MusterServers.class)
class HttpTest {
    @jakarta.inject.Inject
    InstantSource clock;

    @Test
    void a_request_without_a_good_token_is_401_and_one_without_the_scope_403() {
        problem(given().get("/clock").then(), 401, "unauthorized").header("WWW-Authenticate", "Bearer");
        for (var token : List.of(Tokens.forged("scim:admin"), Tokens.expired("scim:admin"), "no-jwt")) {
            problem(bearer(token).get("/clock").then(), 401, "unauthorized")
                    .header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        }
        problem(bearer(Tokens.with("scim:read")).get("/clock").then(), 403, "forbidden");
    }

    @Test
    void a_token_of_another_issuer_or_for_somebody_else_is_401() {
        var others = List.of(
                changed(claims -> claims.put("iss", "https://another.example")),
                changed(claims -> claims.remove("iss")),
                changed(claims -> claims.put("aud", "payroll")),
                changed(claims -> claims.putArray("aud").add("payroll").add("muster.payroll")),
                changed(claims -> claims.remove("aud")));
        for (var token : others) {
            problem(bearer(token).get("/clock").then(), 401, "unauthorized")
                    .header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        }
        bearer(changed(claims -> claims.putArray("aud").add("payroll").add("muster")))
                .get("/clock")
                .then()
                .statusCode(200);
        bearer(changed(claims -> {})).get("/clock").then().statusCode(200);
    }

    private static String changed(Consumer<ObjectNode> change) {
        return Tokens.changed(change, "scim:admin");
    }

    @Test
    void what_the_framework_refuses_is_a_problem_too() {
        var admin = Tokens.with("scim:admin");
        problem(bearer(admin).get("/clocks").then(), 404, "not-found");
        problem(bearer(admin).delete("/clock").then(), 405, "method-not-allowed");
        problem(
                bearer(admin)
                        .contentType(ContentType.XML)
                        .body("<a/>")
                        .post("/clock")
                        .then(),
                415,
                "unsupported-media-type");
        problem(
                bearer(admin)
                        .contentType(ContentType.JSON)
                        .body("{\"forward\":")
                        .post("/clock")
                        .then(),
                400,
                "invalid-json");
        for (var mismatched : List.of("[]", "{\"forward\":{}}")) {
            problem(
                    bearer(admin)
                            .contentType(ContentType.JSON)
                            .body(mismatched)
                            .post("/clock")
                            .then(),
                    400,
                    "invalid-json");
        }
        problem(
                bearer(admin)
                        .contentType(ContentType.JSON)
                        .body("{\"forward\":\"tomorrow\"}")
                        .post("/clock")
                        .then(),
                400,
                "invalid-duration");
    }

    @Test
    void business_time_moves_forward_for_java_and_sql() {
        var before = clock.instant();
        bearer(Tokens.with("policy:write"))
                .contentType(ContentType.JSON)
                .body("{\"forward\":\"P7D\"}")
                .post("/clock")
                .then()
                .statusCode(200)
                .body("movable", is(true));
        await().atMost(Duration.ofSeconds(20)).until(() -> clock.instant().isAfter(before.plus(Duration.ofDays(7))));
        var postgres = io.muster.testing.PostgresControl.postgres();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            var now = postgres.query("select business_now() as now").getFirst().get("now");
            return now instanceof java.sql.Timestamp time
                    && Duration.between(clock.instant(), Instant.ofEpochMilli(time.getTime()))
                                    .abs()
                                    .toSeconds()
                            < 5;
        });
    }

    @Test
    void a_sane_correlation_id_is_taken_over_and_another_is_replaced() {
        var admin = Tokens.with("scim:admin");
        bearer(admin).header("X-Correlation-Id", "hr-4711").get("/clock").then().header("X-Correlation-Id", "hr-4711");
        bearer(admin)
                .header("X-Correlation-Id", "no good {}")
                .get("/clock")
                .then()
                .header("X-Correlation-Id", matchesPattern("[0-9a-f-]{36}"));
    }

    private static io.restassured.specification.RequestSpecification bearer(String token) {
        return given().auth().oauth2(token);
    }

    private static ValidatableResponse problem(ValidatableResponse answer, int status, String name) {
        return answer.statusCode(status)
                .contentType(containsString("application/problem+json"))
                .body("status", is(status))
                .body("type", is("urn:muster:problem:" + name));
    }
}
