package io.muster.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.testing.Tokens;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/** The schemas that the tests add, each test under names of its own: the tests share one gateway. */
final class Contractors {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String TYPE_URN = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";

    private Contractors() {}

    /** The file that the services' tests share: {@code documents}, {@code people}, {@code filters}. */
    static JsonNode shared() {
        try (var in = Contractors.class.getResourceAsStream("/custom/contractors.json")) {
            return JSON.readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A name that is a legal part of a URN and of an endpoint. */
    static String name(String start) {
        return start + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    /** {@code urn:acme:NAME:1.0:Thing}. */
    static String urn(String name) {
        return "urn:acme:" + name.toLowerCase(Locale.ROOT) + ":1.0:Thing";
    }

    static ObjectNode schema(String urn, String... attributes) {
        var schema = JSON.createObjectNode().put("id", urn).put("name", "Thing");
        schema.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:Schema");
        var list = schema.putArray("attributes");
        Arrays.stream(attributes).map(Contractors::json).forEach(list::add);
        return schema;
    }

    static ObjectNode type(String name, String schema) {
        var type = JSON.createObjectNode()
                .put("name", name)
                .put("endpoint", "/" + name + "s")
                .put("schema", schema);
        type.putArray("schemas").add(TYPE_URN);
        return type;
    }

    /** The User type as it is now, with one extension more. */
    static ObjectNode userWith(String extension) {
        var user = (ObjectNode) json(admin().get("/admin/schemas/" + TYPE_URN + ":User")
                .then()
                .statusCode(200)
                .extract()
                .asString());
        ((ArrayNode) user.path("schemaExtensions")).addObject().put("schema", extension);
        return user;
    }

    /** The User type as it is now, without an extension. */
    static ObjectNode userWithout(String extension) {
        var user = userWith(extension);
        var kept = JSON.createArrayNode();
        user.path("schemaExtensions").forEach(each -> {
            if (!each.path("schema").asText().equals(extension)) {
                kept.add(each);
            }
        });
        return user.set("schemaExtensions", kept);
    }

    static ValidatableResponse apply(JsonNode... documents) {
        var body = JSON.createObjectNode();
        body.putArray("documents").addAll(Arrays.asList(documents));
        return admin().body(body.toString()).post("/admin/schemas").then();
    }

    static ValidatableResponse remove(String... ids) {
        return admin().queryParam("id", (Object[]) ids).delete("/admin/schemas").then();
    }

    static RequestSpecification admin() {
        return RestAssured.given()
                .config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig().defaultContentCharset(StandardCharsets.UTF_8)))
                .header("Authorization", "Bearer " + Tokens.client("admin", "scim:admin"))
                .contentType("application/json");
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
