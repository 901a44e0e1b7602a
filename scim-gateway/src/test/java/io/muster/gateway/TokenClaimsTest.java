package io.muster.gateway;

import static org.hamcrest.Matchers.containsString;

import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token of our issuer whose claims name nobody opens nothing. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class TokenClaimsTest {
    @ParameterizedTest
    @ValueSource(strings = {"7", "true", "[\"hr\"]", "{\"a\":1}", "\"\"", "\"a\\u0000b\"", "\"\\ud800\""})
    void a_client_that_has_no_name_is_nobody(String client) {
        refused("{\"sub\":\"hr\",\"client_id\":%s}".formatted(client));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "[\"hr\"]", "{\"a\":1}", "\"\"", "\"a\\u0000b\"", "\"\\ud800\""})
    void a_subject_that_has_no_name_is_nobody(String subject) {
        refused("{\"sub\":%s,\"client_id\":\"hr\"}".formatted(subject));
        refused("{\"sub\":%s}".formatted(subject));
    }

    @Test
    void a_token_that_names_only_its_subject_is_the_subject_s() {
        created("{\"sub\":\"hr\"}").statusCode(201);
    }

    private static void refused(String claims) {
        created(claims).statusCode(401).header("WWW-Authenticate", containsString("Bearer"));
        Scim.with(Tokens.withClaims(claims, "scim:read", "scim:write"))
                .get("/Users?count=0")
                .then()
                .statusCode(401);
        Scim.with(Tokens.withClaims(claims)).get("/Users?count=0").then().statusCode(401);
    }

    private static ValidatableResponse created(String claims) {
        return Scim.with(Tokens.withClaims(claims, "scim:read", "scim:write"))
                .body(Scim.user(Scim.unique("claims")))
                .post("/Users")
                .then();
    }
}
