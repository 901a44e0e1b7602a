package io.muster.gateway;

import static io.muster.gateway.Scim.as;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.userWith;
import static io.muster.gateway.Scim.with;
import static io.muster.gateway.TokenCalls.admin;
import static io.muster.gateway.TokenCalls.ask;
import static io.muster.gateway.TokenCalls.given;
import static io.muster.gateway.TokenCalls.wish;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

/** One request, read as the RFC says and as Entra means it: the credential decides, and nothing else. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class ProfilesTest {
    /** As Entra without its flag sends it: a work mail for who has none yet. */
    private static final String OPERATION =
            "{\"op\":\"Replace\",\"path\":\"emails[type eq \\\"work\\\"].value\",\"value\":\"ann@kartapuce.example\"}";

    @Test
    void a_token_of_entra_makes_what_its_replace_does_not_find() {
        var token = given(ask(wish(unique("entra"), "\"profile\":\"entra\"", "scim:read", "scim:write")));
        admin().get("/tokens/" + token.id()).then().body("profile", is("entra"));
        creates(with(token.secret()));
        var id = somebody();
        with(token.secret())
                .body("{\"Operations\":[{\"method\":\"PATCH\",\"path\":\"/Users/%s\",\"data\":%s}]}"
                        .formatted(id, patch(OPERATION)))
                .post("/Bulk")
                .then()
                .statusCode(200)
                .body("Operations[0].status", is("200"));
        Scim.scim()
                .get("/Users/" + id)
                .then()
                .body("emails.find { it.type == 'work' }.value", is("ann@kartapuce.example"));
    }

    @Test
    void a_token_without_a_profile_is_answered_as_the_rfc_says() {
        refuses(with(
                given(ask(wish(unique("okta"), "", "scim:read", "scim:write"))).secret()));
    }

    @Test
    void a_client_with_a_jwt_has_the_profile_that_is_set_for_it() {
        creates(as("entra-with-jwt", "scim:read", "scim:write"));
        refuses(as("entra-with-jwt-2", "scim:read", "scim:write"));
        // The same client with an opaque token: the credential decides.
        refuses(with(given(ask(wish("entra-with-jwt", "", "scim:read", "scim:write")))
                .secret()));
    }

    private static void creates(RequestSpecification client) {
        client.body(patch(OPERATION))
                .patch("/Users/" + somebody())
                .then()
                .statusCode(200)
                .body("emails.size()", is(2))
                .body("emails.find { it.type == 'work' }.value", is("ann@kartapuce.example"));
    }

    private static void refuses(RequestSpecification client) {
        var id = somebody();
        client.body(patch(OPERATION))
                .patch("/Users/" + id)
                .then()
                .statusCode(400)
                .body("scimType", is("noTarget"));
        Scim.scim().get("/Users/" + id).then().body("emails.find { it.type == 'work' }", nullValue());
    }

    private static String somebody() {
        return createUser(userWith(unique("ann"), "\"emails\":[{\"value\":\"ann@home.example\",\"type\":\"home\"}]"));
    }
}
