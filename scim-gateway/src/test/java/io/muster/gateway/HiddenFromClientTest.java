package io.muster.gateway;

import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.userWith;
import static io.muster.gateway.Scim.with;
import static io.muster.gateway.TokenCalls.ask;
import static io.muster.gateway.TokenCalls.given;
import static io.muster.gateway.TokenCalls.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

/** What {@code muster.gateway.hidden-attributes} hides from a client is hidden whatever its credential is. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class HiddenFromClientTest {
    /** Hides phoneNumbers and department, see application.properties. */
    private static final String CLIENT = "blinkered-with-jwt";

    private static final String PHONE = "+1 555 0199";

    private static RequestSpecification withJwt(String client) {
        return with(Tokens.client(client, "scim:read", "scim:write"));
    }

    private static String somebody() {
        return createUser(userWith(
                unique("seen"),
                "\"title\":\"Dr\",\"phoneNumbers\":[{\"value\":\"%s\",\"type\":\"work\"}]".formatted(PHONE)));
    }

    @Test
    void a_client_with_a_jwt_neither_sees_nor_finds_nor_writes_it() {
        var id = somebody();
        assertThat(seen(withJwt(CLIENT), id)).contains("\"Dr\"").doesNotContain(PHONE);
        assertThat(seen(withJwt("another"), id)).contains(PHONE);
        withJwt(CLIENT)
                .queryParam("filter", "phoneNumbers pr")
                .get("/Users")
                .then()
                .statusCode(403)
                .body("scimType", is("sensitive"));
        withJwt(CLIENT).queryParam("sortBy", "department").get("/Users").then().statusCode(403);
        withJwt(CLIENT)
                .body(patch("{\"op\":\"remove\",\"path\":\"phoneNumbers\"}"))
                .patch("/Users/" + id)
                .then()
                .statusCode(403);
        assertThat(seen(scim(), id)).contains(PHONE);
    }

    @Test
    void an_opaque_token_of_the_client_hides_it_beside_its_own() {
        var id = somebody();
        var token = with(given(ask(wish(CLIENT, "\"hiddenAttributes\":[\"title\"]", "scim:read", "scim:write")))
                .secret());
        assertThat(seen(token, id)).doesNotContain(PHONE, "\"Dr\"");
    }

    private static String seen(RequestSpecification client, String id) {
        return client.get("/Users/" + id).then().statusCode(200).extract().asString();
    }
}
