package io.muster.gateway;

import static io.muster.gateway.Scim.ENTERPRISE;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
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
import java.util.List;
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
    void whether_somebody_has_something_of_an_extension_is_not_told_by_his_schemas() {
        var department = createUser(userWith(unique("seen"), "\"%s\":{\"department\":\"R&D\"}".formatted(ENTERPRISE)));
        assertThat(seen(scim(), department)).contains(ENTERPRISE);
        assertThat(seen(withJwt(CLIENT), department)).doesNotContain(ENTERPRISE);
        var more = createUser(userWith(unique("seen"), "\"%s\":{\"costCenter\":\"42\"}".formatted(ENTERPRISE)));
        assertThat(seen(withJwt(CLIENT), more)).contains("\"" + ENTERPRISE + "\"]", "\"42\"");
        assertThat(seen(withJwt(CLIENT).queryParam("attributes", "userName"), more))
                .contains(ENTERPRISE);
        assertThat(seen(withJwt(CLIENT).queryParam("attributes", "userName"), department))
                .doesNotContain(ENTERPRISE);
        for (var id : List.of(department, createUser(user(unique("seen"))))) {
            var choice = "{\"op\":\"replace\",\"path\":\"schemas[value eq \\\"%s\\\"]\",\"value\":\"urn:x\"}"
                    .formatted(ENTERPRISE);
            withJwt(CLIENT).body(patch(choice)).patch("/Users/" + id).then().statusCode(403);
        }
        for (var filter : List.of("schemas eq \"%s\"".formatted(ENTERPRISE), "not (schemas co \"enterprise\")")) {
            withJwt(CLIENT)
                    .queryParam("filter", filter)
                    .get("/Users")
                    .then()
                    .statusCode(403)
                    .body("scimType", is("sensitive"));
            scim().queryParam("filter", filter).get("/Users").then().statusCode(200);
        }
        withJwt(CLIENT).queryParam("sortBy", "schemas").get("/Users").then().statusCode(403);
        // Of groups nothing of an extension is hidden.
        withJwt(CLIENT).queryParam("filter", "schemas pr").get("/Groups").then().statusCode(200);
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
