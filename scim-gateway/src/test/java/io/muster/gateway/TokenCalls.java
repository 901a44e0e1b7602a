package io.muster.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.testing.Tokens;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Requests to {@code /tokens}, as an administrator sends them. */
final class TokenCalls {
    private TokenCalls() {}

    /** An issued token: its id, and what a client sends. */
    record Given(String id, String secret) {}

    static RequestSpecification admin() {
        return RestAssured.given()
                .header("Authorization", "Bearer " + Tokens.client("admin", "scim:admin"))
                .contentType("application/json");
    }

    /** A wish for a token of an hour; {@code more} as {@code "burst":2}, or empty. */
    static String wish(String client, String more, String... scopes) {
        var json = JsonNodeFactory.instance.objectNode().put("client", client);
        var list = json.putArray("scopes");
        for (var scope : scopes) {
            list.add(scope);
        }
        json.put("expiresAt", inAnHour().toString());
        var text = json.toString();
        return more.isEmpty() ? text : text.substring(0, text.length() - 1) + "," + more + "}";
    }

    static Instant inAnHour() {
        return InstantSource.system().instant().plus(Duration.ofHours(1));
    }

    static ValidatableResponse ask(String body) {
        return admin().body(body).post("/tokens").then();
    }

    static Given issue(String client, String... scopes) {
        return given(ask(wish(client, "", scopes)));
    }

    static Given given(ValidatableResponse answer) {
        var body = answer.statusCode(201).extract().jsonPath();
        return new Given(body.getString("id"), body.getString("token"));
    }

    static void revoke(Given token) {
        admin().delete("/tokens/" + token.id()).then().statusCode(204);
    }
}
