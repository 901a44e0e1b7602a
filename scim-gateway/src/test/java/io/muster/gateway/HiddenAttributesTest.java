package io.muster.gateway;

import static io.muster.gateway.Scim.ENTERPRISE;
import static io.muster.gateway.Scim.USER;
import static io.muster.gateway.Scim.createGroup;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.muster.gateway.Scim.userWith;
import static io.muster.gateway.Scim.with;
import static io.muster.gateway.TokenCalls.admin;
import static io.muster.gateway.TokenCalls.ask;
import static io.muster.gateway.TokenCalls.given;
import static io.muster.gateway.TokenCalls.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client whose token hides attributes neither sees them in any answer, nor finds by them, nor writes them, nor loses them. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class HiddenAttributesTest {
    private static final String PHONE = "+1 555 0100";

    /** A token that hides a multi-valued attribute, one of an extension, and the members of groups. */
    private static RequestSpecification blinkered() {
        return blinkered("\"phoneNumbers\",\"department\",\"members\"");
    }

    private static RequestSpecification blinkered(String hidden) {
        return with(given(ask(wish(
                        unique("blinkered"), "\"hiddenAttributes\":[%s]".formatted(hidden), "scim:read", "scim:write")))
                .secret());
    }

    private static String somebody(String name) {
        return createUser(whole(name));
    }

    private static String whole(String name) {
        return userWith(
                name,
                "\"title\":\"Dr\",\"phoneNumbers\":[{\"value\":\"%s\",\"type\":\"work\"}],\"%s\":{\"department\":\"R&D\",\"costCenter\":\"42\"}"
                        .formatted(PHONE, ENTERPRISE));
    }

    @Test
    void an_administrator_sees_what_is_hidden_by_its_full_name() {
        var token =
                given(ask(wish(unique("named"), "\"hiddenAttributes\":[\"Department\",\"phonenumbers\"]", "scim:read"))
                        .body("hiddenAttributes", contains("phoneNumbers", ENTERPRISE + ":department")));
        admin().get("/tokens/" + token.id())
                .then()
                .body("hiddenAttributes", contains("phoneNumbers", ENTERPRISE + ":department"));
    }

    @Test
    void no_answer_shows_them() {
        var name = unique("liz");
        var id = somebody(name);
        shows(blinkered().get("/Users/" + id).then());
        shows(blinkered()
                .queryParam("attributes", "phoneNumbers,title,department,costCenter")
                .get("/Users/" + id)
                .then());
        shows(blinkered()
                .queryParam("filter", "userName eq \"%s\"".formatted(name))
                .get("/Users")
                .then());
        shows(blinkered()
                .body("{\"filter\":\"userName eq \\\"%s\\\"\"}".formatted(name))
                .post("/.search")
                .then());
        shows(blinkered()
                .body(patch("{\"op\":\"replace\",\"path\":\"nickName\",\"value\":\"L\"}"))
                .patch("/Users/" + id)
                .then());
        var group = createGroup(unique("group"));
        scim().body(patch("{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}".formatted(id)))
                .patch("/Groups/" + group)
                .then()
                .statusCode(204);
        assertThat(blinkered()
                        .get("/Groups/" + group)
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .doesNotContain(id);
        // The whole extension: not even that there is something of it.
        blinkered("\"%s\"".formatted(ENTERPRISE))
                .get("/Users/" + id)
                .then()
                .body("schemas", not(hasItem(ENTERPRISE)))
                .body("containsKey('%s')".formatted(ENTERPRISE), is(false));
    }

    private static void shows(ValidatableResponse answer) {
        var text = answer.statusCode(200).extract().asString();
        assertThat(text).contains("\"Dr\"", "\"42\"").doesNotContain(PHONE, "R&D", "phoneNumbers", "department");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "phoneNumbers pr",
                "phoneNumbers.value eq \"x\"",
                "not (phoneNumbers[type eq \"work\"])",
                "userName eq \"x\" or DEPARTMENT sw \"R\"",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department ne \"x\""
            })
    void nobody_is_found_by_them(String filter) {
        sensitive(blinkered().queryParam("filter", filter).get("/Users").then());
        sensitive(blinkered().queryParam("filter", filter).get().then());
        sensitive(blinkered()
                .body("{\"filter\":\"%s\"}".formatted(filter.replace("\"", "\\\"")))
                .post("/Users/.search")
                .then());
        scim().queryParam("filter", filter).get("/Users").then().statusCode(200);
    }

    @Test
    void nor_is_anybody_sorted_by_them() {
        sensitive(blinkered().queryParam("sortBy", "department").get("/Users").then());
        sensitive(blinkered()
                .queryParam("sortBy", "phoneNumbers.value")
                .get("/Users")
                .then());
        sensitive(blinkered()
                .queryParam("filter", "members.value eq \"x\"")
                .get("/Groups")
                .then());
        blinkered().queryParam("sortBy", "title").get("/Users?count=1").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"op\":\"add\",\"path\":\"phoneNumbers\",\"value\":[{\"value\":\"1\"}]}",
                "{\"op\":\"remove\",\"path\":\"phoneNumbers[value eq \\\"+1 555 0100\\\"]\"}",
                "{\"op\":\"remove\",\"path\":\"phoneNumbers[value eq \\\"+1 555 0101\\\"]\"}",
                "{\"op\":\"replace\",\"path\":\"department\",\"value\":\"R&D\"}",
                "{\"op\":\"replace\",\"value\":{\"title\":\"Prof\",\"PhoneNumbers\":null}}",
                "{\"op\":\"replace\",\"value\":{\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department\":\"X\"}}",
                "{\"op\":\"add\",\"value\":{\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"department\":\"X\"}}}",
                "{\"op\":\"remove\",\"path\":\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"}"
            })
    void a_patch_of_one_is_refused_whatever_it_holds(String operation) {
        var id = somebody(unique("liz"));
        var before = scim().get("/Users/" + id).then().extract().asString();
        sensitive(blinkered().body(patch(operation)).patch("/Users/" + id).then());
        assertThat(scim().get("/Users/" + id).then().extract().asString()).isEqualTo(before);
    }

    @Test
    void a_new_resource_and_a_replacement_must_not_name_them() {
        var name = unique("liz");
        sensitive(blinkered().body(whole(name)).post("/Users").then());
        var id = somebody(name);
        sensitive(blinkered().body(whole(name)).put("/Users/" + id).then());
        sensitive(blinkered()
                .body("{\"userName\":\"%s\",\"%s\":{\"PHONENUMBERS\":[{\"value\":\"1\"}]}}".formatted(name, USER))
                .put("/Users/" + id)
                .then());
        blinkered()
                .body("{\"Operations\":[{\"method\":\"PUT\",\"path\":\"/Users/%s\",\"data\":%s}]}"
                        .formatted(id, whole(name)))
                .post("/Bulk")
                .then()
                .statusCode(200)
                .body("Operations[0].status", is("403"))
                .body("Operations[0].response.scimType", is("sensitive"));
    }

    @Test
    void a_replacement_that_leaves_them_out_keeps_them() {
        var name = unique("liz");
        var id = somebody(name);
        blinkered().body(user(name)).put("/Users/" + id).then().statusCode(200);
        var after = scim().get("/Users/" + id).then().extract().asString();
        assertThat(after)
                .contains(PHONE, "R&D", ENTERPRISE)
                .as("what the client sees and leaves out is gone (RFC 7644 §3.5.1)")
                .doesNotContain("\"Dr\"", "\"42\"");
        var groupName = unique("group");
        var group = createGroup(groupName);
        scim().body(patch("{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}".formatted(id)))
                .patch("/Groups/" + group)
                .then()
                .statusCode(204);
        blinkered()
                .body("{\"displayName\":\"%s-2\"}".formatted(groupName))
                .put("/Groups/" + group)
                .then()
                .statusCode(200);
        sensitive(blinkered()
                .body(patch("{\"op\":\"remove\",\"path\":\"members\"}"))
                .patch("/Groups/" + group)
                .then());
        scim().get("/Groups/" + group)
                .then()
                .body("displayName", is(groupName + "-2"))
                .body("members", hasSize(1));
    }

    @Test
    void a_replacement_keeps_also_what_no_resource_can_be_without() {
        var groupName = unique("group");
        var group = createGroup(groupName);
        blinkered("\"displayName\"")
                .body("{\"externalId\":\"x\"}")
                .put("/Groups/" + group)
                .then()
                .statusCode(200)
                .body("externalId", is("x"));
        scim().get("/Groups/" + group).then().body("displayName", is(groupName));
    }

    /** The URN in another case is the same one, whether or not something is hidden under it. */
    @Test
    void a_replacement_may_write_the_urn_of_an_extension_in_any_case() {
        var name = unique("liz");
        var id = somebody(name);
        blinkered()
                .body(userWith(name, "\"%s\":{\"costCenter\":\"7\"}".formatted(ENTERPRISE.toLowerCase(Locale.ROOT))))
                .put("/Users/" + id)
                .then()
                .statusCode(200);
        assertThat(scim().get("/Users/" + id).then().extract().asString()).contains("R&D", "\"7\"");
    }

    /** A member's {@code display} is the member's name. */
    @Test
    void a_hidden_name_is_hidden_in_the_resources_that_refer_to_it_too() {
        var secret = unique("Secret");
        var id = createUser(userWith(unique("liz"), "\"displayName\":\"%s\"".formatted(secret)));
        var group = createGroup(secret + "-group");
        scim().body(patch("{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}".formatted(id)))
                .patch("/Groups/" + group)
                .then()
                .statusCode(204);
        var nameless = blinkered("\"displayName\"");
        for (var address : List.of("/Groups/" + group, "/Users/" + id, "/Groups?filter=id eq \"" + group + "\"")) {
            assertThat(request(nameless)
                            .get(address)
                            .then()
                            .statusCode(200)
                            .extract()
                            .asString())
                    .contains(id)
                    .doesNotContain(secret);
        }
        sensitive(request(nameless)
                .queryParam("filter", "members.display eq \"" + secret + "\"")
                .get("/Groups")
                .then());
        sensitive(request(nameless)
                .queryParam("filter", "groups[display sw \"Secret\"]")
                .get("/Users")
                .then());
        var byName = "{\"op\":\"remove\",\"path\":\"members[display eq \\\"%s\\\"]\"}".formatted(secret);
        sensitive(
                request(nameless).body(patch(byName)).patch("/Groups/" + group).then());
        // Whom one knows by id can be removed.
        var byId = "{\"op\":\"remove\",\"path\":\"members[value eq \\\"%s\\\"]\"}".formatted(id);
        request(nameless).body(patch(byId)).patch("/Groups/" + group).then().statusCode(204);
        scim().get("/Groups/" + group).then().body("containsKey('members')", is(false));
    }

    /** A specification of its own for each request, since one gathers what it is given. */
    private static RequestSpecification request(RequestSpecification client) {
        return RestAssured.given().spec(client);
    }

    private static void sensitive(ValidatableResponse answer) {
        answer.statusCode(403).contentType(Scim.MEDIA).body("scimType", is("sensitive"));
    }
}
