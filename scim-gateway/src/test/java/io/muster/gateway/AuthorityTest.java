package io.muster.gateway;

import static io.muster.gateway.Scim.ENTERPRISE;
import static io.muster.gateway.Scim.as;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(MusterServers.class)
class AuthorityTest {
    @AfterEach
    void nobody_has_authority() {
        set("{\"rules\":[]}").statusCode(200);
    }

    @Test
    void what_hr_owns_others_cannot_write_or_are_ignored() {
        set("{\"rules\":[{\"client\":\"hr\",\"attributes\":[\"department\"],\"others\":\"refuse\"},{\"client\":\"hr\",\"attributes\":[\"title\"],\"others\":\"ignore\"}]}")
                .statusCode(200)
                .body("rules.attributes.flatten()", equalTo(List.of("title", ENTERPRISE + ":department")));
        var id = createUser(
                userWith(unique("liz"), "\"%s\":{\"department\":\"R&D\"},\"title\":\"Dr\"".formatted(ENTERPRISE)));
        var admin = as("helpdesk", "scim:read", "scim:write");
        admin.body(patch("{\"op\":\"replace\",\"path\":\"department\",\"value\":\"Sales\"}"))
                .patch("/Users/" + id)
                .then()
                .statusCode(403)
                .body("detail", allOf(containsString("department"), containsString("hr")));
        as("helpdesk", "scim:read", "scim:write")
                .body(
                        patch(
                                "{\"op\":\"replace\",\"path\":\"title\",\"value\":\"Mr\"},{\"op\":\"replace\",\"path\":\"nickName\",\"value\":\"Lizzy\"}"))
                .patch("/Users/" + id)
                .then()
                .statusCode(200)
                .header("Warning", containsString("title"))
                .body("title", is("Dr"))
                .body("nickName", is("Lizzy"));
        scim().body(patch("{\"op\":\"replace\",\"path\":\"department\",\"value\":\"Sales\"}"))
                .patch("/Users/" + id)
                .then()
                .statusCode(200);
        try (var probe = KafkaProbe.on(Topics.ADMIN_EVENTS)) {
            var event = probe.awaitEvent("authority", found -> found.type().equals(EventTypes.SWITCH_SET));
            assertThat(event.subject()).isEqualTo("scim-gateway/attribute-authority");
        }
    }

    @Test
    void rules_that_cannot_be_are_refused() {
        set("{\"rules\":[{\"client\":\"hr\",\"attributes\":[\"bogus\"]}]}")
                .statusCode(400)
                .body("detail", containsString("bogus"));
        set("{\"rules\":[{\"client\":\"a\",\"attributes\":[\"title\"]},{\"client\":\"b\",\"attributes\":[\"title\"]}]}")
                .statusCode(400);
        RestAssured.given()
                .header("Authorization", "Bearer " + Tokens.client("hr", "scim:write"))
                .get("/admin/authority")
                .then()
                .statusCode(403);
    }

    private static ValidatableResponse set(String rules) {
        return RestAssured.given()
                .header("Authorization", "Bearer " + Tokens.client("admin", "scim:admin"))
                .contentType("application/json")
                .body(rules)
                .put("/admin/authority")
                .then();
    }
}
