package io.muster.gateway;

import static io.muster.gateway.Scim.ENTERPRISE;
import static io.muster.gateway.Scim.as;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.muster.gateway.Scim.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(MusterServers.class)
class ProtocolTest {
    @Test
    void every_refusal_is_a_scim_error() {
        RestAssured.given()
                .basePath("/scim/v2")
                .get("/Users")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("Bearer"))
                .contentType(Scim.MEDIA)
                .body("status", is("401"));
        Scim.with(Tokens.expired("scim:read"))
                .get("/Users")
                .then()
                .statusCode(401)
                .contentType(Scim.MEDIA);
        as("reader", "scim:read")
                .body(user("x"))
                .post("/Users")
                .then()
                .statusCode(403)
                .body("status", is("403"));
        scim().get("/Nothing").then().statusCode(404).contentType(Scim.MEDIA);
        scim().body(user("x")).patch("/Users").then().statusCode(405).contentType(Scim.MEDIA);
        scim().contentType("text/csv")
                .body("a,b")
                .post("/Users")
                .then()
                .statusCode(415)
                .contentType(Scim.MEDIA);
        scim().body("{").post("/Users").then().statusCode(400).body("scimType", is("invalidSyntax"));
        scim().body("[]").post("/Users").then().statusCode(400).body("scimType", is("invalidSyntax"));
        scim().body(userWith("x", "\"title\":\"a\\u0000b\""))
                .post("/Users")
                .then()
                .statusCode(400);
        var large = userWith(unique("l"), "\"title\":\"" + "x".repeat(1_100_000) + "\"");
        scim().body(large).post("/Users").then().statusCode(413).body("detail", containsString("1048576"));
        scim().body(userWith(unique("l"), "\"title\":\"" + "x".repeat(70_000) + "\""))
                .post("/Users")
                .then()
                .statusCode(413);
    }

    @Test
    void a_jwt_of_another_issuer_or_for_somebody_else_is_a_scim_error() {
        var others = List.of(
                changed(claims -> claims.put("iss", "https://another.example")),
                changed(claims -> claims.put("aud", "payroll")),
                changed(claims -> claims.remove("aud")));
        for (var token : others) {
            Scim.with(token)
                    .get("/Users?count=0")
                    .then()
                    .statusCode(401)
                    .header("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                    .contentType(Scim.MEDIA)
                    .body("schemas", is(List.of("urn:ietf:params:scim:api:messages:2.0:Error")))
                    .body("status", is("401"));
        }
        for (var token : List.of(
                changed(claims -> {}),
                changed(claims -> claims.putArray("aud").add("payroll").add("muster")))) {
            Scim.with(token).get("/Users?count=0").then().statusCode(200);
        }
    }

    private static String changed(Consumer<ObjectNode> change) {
        return Tokens.changed(change, "scim:read");
    }

    @Test
    void discovery_says_what_there_is() {
        scim().get("/ServiceProviderConfig")
                .then()
                .statusCode(200)
                .body("patch.supported", is(true))
                .body("bulk.maxOperations", is(1000))
                .body("pagination.cursor", is(true))
                .body("pagination.index", is(true))
                .body("pagination.defaultPaginationMethod", is("index"))
                .body("pagination.defaultPageSize", is(100))
                .body("pagination.maxPageSize", is(1000))
                .body("pagination.cursorTimeout", is(86_400))
                .body("securityEvents.asyncRequest", is("request"))
                .body("meta.location", endsWith("/scim/v2/ServiceProviderConfig"));
        scim().get("/ResourceTypes").then().statusCode(200).body("Resources.id", hasItem("User"));
        scim().get("/ResourceTypes/Group").then().statusCode(200).body("endpoint", is("/Groups"));
        scim().get("/Schemas").then().statusCode(200).body("Resources.id", hasItem(ENTERPRISE));
        scim().get("/Schemas/" + Scim.USER).then().statusCode(200).body("id", is(Scim.USER));
        scim().queryParam("filter", "id pr").get("/Schemas").then().statusCode(403);
        scim().get("/Me").then().statusCode(501);
        try (var probe = KafkaProbe.on(Topics.IDENTITY_SCHEMAS)) {
            assertThat(probe.awaitEvent(EventTypes.SCHEMA_CHANGED, Scim.USER)
                            .data()
                            .version())
                    .isEqualTo(1);
        }
    }
}
