package io.muster.gateway;

import static io.muster.gateway.Scim.as;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.muster.gateway.Scim.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 7643 and RFC 7644 say beside the main road: other methods, odd addresses, odd bodies, conditions. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class ConformanceTest {
    private static final String NOBODY = "0190aaaa-0000-7000-8000-000000000000";

    @ParameterizedTest
    @CsvSource({
        "POST,/Schemas,GET",
        "PUT,/Schemas/urn:ietf:params:scim:schemas:core:2.0:User,GET",
        "DELETE,/Schemas/urn:ietf:params:scim:schemas:core:2.0:User,GET",
        "POST,/ServiceProviderConfig,GET",
        "PUT,/ServiceProviderConfig,GET",
        "PATCH,/ServiceProviderConfig,GET",
        "DELETE,/ServiceProviderConfig,GET",
        "POST,/ResourceTypes,GET",
        "PUT,/ResourceTypes/User,GET",
        "PATCH,/ResourceTypes/User,GET",
        "DELETE,/ResourceTypes/User,GET",
        "GET,/Bulk,POST",
        "PUT,/Bulk,POST",
        "DELETE,/Bulk,POST",
        "PUT,/Bulk/" + NOBODY + ",DELETE",
        "POST,/Bulk/" + NOBODY + ",DELETE",
        "PUT,/Users,GET",
        "PATCH,/Users,GET",
        "DELETE,/Users,GET",
        "POST,/Users/" + NOBODY + ",GET",
        "GET,/.search,POST",
        "PUT,/.search,POST",
        "GET,/Users/.search,POST",
        "PUT,/Users/.search,POST",
        "DELETE,/Users/.search,POST",
        "POST,'',GET",
        "PUT,'',GET",
        "DELETE,'',GET"
    })
    void a_method_that_an_address_does_not_know_is_405_and_the_known_ones_are_named(
            String method, String address, String known) {
        var request = scim();
        if (!method.equals("GET") && !method.equals("DELETE")) {
            request.body("{}");
        }
        request.request(method, address)
                .then()
                .statusCode(405)
                .contentType(Scim.MEDIA)
                .header("Allow", containsString(known))
                .body("status", is("405"));
    }

    @Test
    void an_operation_of_a_bulk_request_is_refused_the_same_way() {
        scim().body(
                        "{\"Operations\":[{\"method\":\"DELETE\",\"path\":\"/Schemas/urn\"},{\"method\":\"DELETE\",\"path\":\"/Users/%s\"}]}"
                                .formatted(NOBODY))
                .post("/Bulk")
                .then()
                .statusCode(200)
                .body("Operations.status", is(List.of("405", "404")));
    }

    @Test
    void head_is_get_without_the_body() {
        var id = createUser(user(unique("head")));
        var answer = scim().head("/Users/" + id)
                .then()
                .statusCode(200)
                .header("ETag", "W/\"1\"")
                .extract();
        assertThat(answer.asString()).isEmpty();
        scim().head("/Users/" + NOBODY).then().statusCode(404);
        scim().head("/Users").then().statusCode(200);
        scim().head("/ServiceProviderConfig").then().statusCode(200);
    }

    @Test
    void options_are_told() {
        var allow = scim().options("/Users").then().extract();
        assertThat(allow.statusCode()).isIn(200, 204);
        assertThat(allow.header("Allow")).contains("GET", "POST");
    }

    @Test
    void a_slash_at_the_end_changes_nothing() {
        var id = createUser(user(unique("slash")));
        scim().get("/Users/" + id + "/").then().statusCode(200).body("id", is(id));
        scim().get("/Users/").then().statusCode(200);
        scim().get("/").then().statusCode(200);
        scim().get("/ServiceProviderConfig/").then().statusCode(200);
        scim().body(user(unique("slash"))).post("/Users/").then().statusCode(201);
    }

    @Test
    void a_write_can_demand_that_a_version_is_not_there() {
        var name = unique("none");
        var id = createUser(user(name));
        for (var tag : List.of("*", "W/\"1\"", "\"7\", W/\"1\"")) {
            scim().header("If-None-Match", tag)
                    .body(user(name))
                    .put("/Users/" + id)
                    .then()
                    .statusCode(412)
                    .body("status", is("412"));
            scim().header("If-None-Match", tag)
                    .body(patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"T\"}"))
                    .patch("/Users/" + id)
                    .then()
                    .statusCode(412);
            scim().header("If-None-Match", tag).delete("/Users/" + id).then().statusCode(412);
        }
        scim().header("If-None-Match", "W/\"7\"")
                .body(user(name))
                .put("/Users/" + id)
                .then()
                .statusCode(200);
    }

    @Test
    void another_version_of_the_protocol_is_refused_by_name() {
        for (var version : List.of("v1", "v3", "V2")) {
            scim().basePath("/scim/" + version)
                    .get("/Users")
                    .then()
                    .statusCode(400)
                    .contentType(Scim.MEDIA)
                    .body("scimType", is("invalidVers"))
                    .body("detail", containsString(version));
        }
        scim().basePath("/scim").get("/Users").then().statusCode(404).contentType(Scim.MEDIA);
    }

    @Test
    void a_bulk_id_that_is_given_twice_is_refused_before_anything_is_done() {
        var name = unique("twin");
        scim().body("{\"Operations\":[%1$s,%2$s]}"
                        .formatted(post("twin", user(name)), post("twin", user(unique("twin")))))
                .post("/Bulk")
                .then()
                .statusCode(400)
                .body("scimType", is("invalidValue"))
                .body("detail", containsString("twin"));
        Scim.search("userName eq \"" + name + "\"").body("totalResults", is(0));
    }

    private static String post(String bulkId, String data) {
        return "{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"%s\",\"data\":%s}".formatted(bulkId, data);
    }

    @Test
    void me_leads_to_my_own_resource_with_what_was_asked() {
        var id = createUser(user(unique("me")));
        var me = Scim.with(Tokens.person(id, "scim:read", "scim:write"))
                .redirects()
                .follow(false);
        me.get("/Me").then().statusCode(308).header("Location", endsWith("/scim/v2/Users/" + id));
        Scim.with(Tokens.person(id, "scim:read"))
                .redirects()
                .follow(false)
                .queryParam("attributes", "userName")
                .get("/Me")
                .then()
                .statusCode(308)
                .header("Location", endsWith("/scim/v2/Users/" + id + "?attributes=userName"));
        scim().get("/Me").then().statusCode(501).body("status", is("501"));
    }

    @Test
    void a_read_says_where_it_is_from() {
        var id = createUser(user(unique("where")));
        var answer = scim().get("/Users/" + id).then().statusCode(200).extract();
        assertThat(answer.header("Location")).isEqualTo(answer.path("meta.location"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"filter\":{\"a\":1}}",
                "{\"filter\":[\"userName pr\"]}",
                "{\"sortBy\":[\"userName\"]}",
                "{\"count\":{}}",
                "{\"startIndex\":[1]}",
                "{\"filter\":17}",
                "{\"count\":\"many\"}",
                "{\"attributes\":[\"userName\"],\"excludedAttributes\":[\"title\"]}",
                "[]"
            })
    void a_search_that_says_nothing_sensible_is_refused_and_does_not_answer_everything(String body) {
        scim().body(body).post("/Users/.search").then().statusCode(400).body("Resources", nullValue());
    }

    @Test
    void patches_that_cannot_be_are_refused_by_their_kind() {
        var name = unique("patch");
        var id = createUser(userWith(name, "\"emails\":[{\"value\":\"a@x.example\",\"type\":\"work\"}]"));
        refused(id, "{\"op\":\"remove\"}", "noTarget");
        refused(id, "{\"op\":\"remove\",\"path\":\"userName\"}", "mutability");
        refused(id, "{\"op\":\"replace\",\"path\":\"id\",\"value\":\"x\"}", "mutability");
        refused(id, "{\"op\":\"replace\",\"path\":\"meta.created\",\"value\":\"2020-01-01T00:00:00Z\"}", "mutability");
        refused(id, "{\"op\":\"add\",\"path\":\"groups\",\"value\":[{\"value\":\"x\"}]}", "mutability");
        refused(id, "{\"op\":\"replace\",\"path\":\"bogus\",\"value\":\"x\"}", "invalidPath");
        refused(id, "{\"op\":\"replace\",\"path\":\"emails[type eq \\\"home\\\"].value\",\"value\":\"x\"}", "noTarget");
        refused(id, "{\"op\":\"replace\",\"path\":\"active\",\"value\":\"perhaps\"}", "invalidValue");
        refused(id, "{\"op\":\"replace\",\"path\":\"userName\",\"value\":\"\"}", "invalidValue");
        refused(id, "{\"op\":\"add\",\"path\":\"title\"}", "invalidValue");
        scim().body(patch("{\"op\":\"destroy\",\"path\":\"title\"}"))
                .patch("/Users/" + id)
                .then()
                .statusCode(400);
        scim().body(patch("")).patch("/Users/" + id).then().statusCode(400).body("scimType", is("invalidSyntax"));
        // The first operation would be fine: all or none.
        refused(
                id,
                "{\"op\":\"replace\",\"path\":\"title\",\"value\":\"T\"},{\"op\":\"remove\",\"path\":\"userName\"}",
                "mutability");
        scim().get("/Users/" + id).then().header("ETag", "W/\"1\"").body("title", nullValue());
    }

    private static void refused(String id, String operation, String scimType) {
        scim().body(patch(operation))
                .patch("/Users/" + id)
                .then()
                .statusCode(400)
                .body("scimType", is(scimType));
    }

    @Test
    void a_scope_too_few_is_403_and_no_token_401_on_every_address() {
        for (var address : List.of(
                "/Users", "/", "/Groups/" + NOBODY, "/ServiceProviderConfig", "/Schemas", "/ResourceTypes", "/Me")) {
            as("stranger", "audit:read").get(address).then().statusCode(403).contentType(Scim.MEDIA);
            RestAssured.given()
                    .get("/scim/v2" + address)
                    .then()
                    .statusCode(401)
                    .header("WWW-Authenticate", containsString("Bearer"))
                    .contentType(Scim.MEDIA)
                    .body("schemas", is(List.of("urn:ietf:params:scim:api:messages:2.0:Error")));
        }
        as("reader", "scim:read").body("{}").post("/Users/.search").then().statusCode(200);
        as("writer", "scim:write").body("{}").post("/.search").then().statusCode(403);
    }
}
