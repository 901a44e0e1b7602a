package io.muster.gateway;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Event;
import io.muster.testing.Tokens;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;

/** Requests as the client {@code hr} sends them, and the bodies that the tests need. */
final class Scim {
    static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    static final String MEDIA = "application/scim+json";

    private Scim() {}

    static RequestSpecification scim() {
        return as("hr", "scim:read", "scim:write");
    }

    static RequestSpecification as(String client, String... scopes) {
        return with(Tokens.client(client, scopes));
    }

    static RequestSpecification with(String token) {
        var utf8 = RestAssuredConfig.config()
                .encoderConfig(EncoderConfig.encoderConfig()
                        .defaultContentCharset(StandardCharsets.UTF_8)
                        .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                        .encodeContentTypeAs(MEDIA, ContentType.TEXT));
        return given().spec(new RequestSpecBuilder()
                        .setConfig(utf8)
                        .setBasePath("/scim/v2")
                        .build())
                .header("Authorization", "Bearer " + token)
                .contentType(MEDIA)
                .accept(MEDIA);
    }

    /** What a state event says that the resource is now. */
    static ObjectNode image(Event event) {
        return Objects.requireNonNull(event.data().resource());
    }

    static String unique(String name) {
        return name + "-" + UUID.randomUUID();
    }

    static String user(String userName) {
        return "{\"schemas\":[\"%s\"],\"userName\":\"%s\"}".formatted(USER, userName);
    }

    static String userWith(String userName, String more) {
        return "{\"schemas\":[\"%s\"],\"userName\":\"%s\",%s}".formatted(USER, userName, more);
    }

    static String createUser(String body) {
        return id(scim().body(body).post("/Users").then());
    }

    static String createGroup(String displayName) {
        return id(scim().body("{\"displayName\":\"%s\"}".formatted(displayName))
                .post("/Groups")
                .then());
    }

    /** The id of what was created just now. */
    static String id(ValidatableResponse created) {
        return json(created.statusCode(201)).path("id").textValue();
    }

    /** What was answered. A path of REST Assured is a program that it compiles each time: what is asked for often is read here. */
    static JsonNode json(ValidatableResponse answer) {
        return Replay.json(answer.extract().asByteArray());
    }

    /** What {@code GET /Users} answers to a filter. */
    static ValidatableResponse search(String filter) {
        return scim().queryParam("filter", filter).get("/Users").then();
    }

    static String patch(String operation) {
        return "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[%s]}"
                .formatted(operation);
    }
}
