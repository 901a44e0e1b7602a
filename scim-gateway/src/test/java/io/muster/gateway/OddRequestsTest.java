package io.muster.gateway;

import static io.muster.gateway.Scim.createGroup;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.muster.gateway.Scim.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, texts and JSON that no well-meant client sends: refused, or nothing is found, and nothing else happens. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class OddRequestsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%00",
                "%20",
                "a%2Fb",
                "..%2f",
                "%F0%9F%98%80",
                "'%20or%201=1--",
                "%25",
                "a;b=c",
                "%c3%28",
                "%ff",
                "%zz",
                "%",
                "a%0d%0aX-Injected:1"
            })
    void an_id_that_is_none_is_404_or_a_bad_request_and_nothing_else(String id) throws IOException {
        for (var method : List.of("GET", "DELETE")) {
            var answer = RawHttp.send(method, "/scim/v2/Users/" + id, "scim:read", "scim:write");
            assertThat(answer.status())
                    .as("%s %s: %s", method, id, answer.body())
                    .isIn(400, 404);
            assertThat(answer.headers()).doesNotContainKey("x-injected");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"filter=%zz", "filter=%", "sortBy=%ff", "count=%00", "attributes=%zz", "cursor=%zz"})
    void a_query_that_cannot_be_decoded_fails_nobody(String query) throws IOException {
        assertThat(RawHttp.send("GET", "/scim/v2/Users?" + query, "scim:read").status())
                .isIn(200, 400);
    }

    @Test
    void a_semicolon_is_a_part_of_the_filter() throws IOException {
        var name = unique("semi;colon");
        createUser(userWith(name, "\"active\":true"));
        var found = RawHttp.send("GET", "/scim/v2/Users?filter=userName%20eq%20%22" + name + "%22", "scim:read");
        assertThat(found.body()).contains("\"totalResults\":1").contains(name);
        var half = "/scim/v2/Users?filter=userName%20eq%20%22" + name + "%22;%20and%20active%20eq%20false";
        assertThat(RawHttp.send("GET", half, "scim:read").status()).isEqualTo(400);
        assertThat(RawHttp.send("GET", "http://localhost/scim/v2/Users?filter=userName%20eq%20%22a;b%22", "scim:read")
                        .status())
                .isEqualTo(200);
        var id = createUser(user(unique("matrix")));
        assertThat(RawHttp.send("GET", "/scim/v2/Users/" + id + ";x=y", "scim:read")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "a\\u0000b", "\\ud800", "a\\udc00b", "\\udc00\\ud800"})
    void what_cannot_be_stored_as_it_is_is_refused_wherever_it_stands(String odd) {
        var id = createUser(user(unique("odd")));
        var group = createGroup(unique("Odd"));
        invalid(scim().body(userWith(unique("odd"), "\"title\":\"%s\"".formatted(odd)))
                .post("/Users")
                .then());
        invalid(scim().body(user(unique("odd") + odd)).post("/Users").then());
        invalid(scim().body(userWith(unique("odd"), "\"emails\":[{\"value\":\"%s\"}]".formatted(odd)))
                .post("/Users")
                .then());
        invalid(scim().body(userWith(unique("odd"), "\"password\":\"%s\"".formatted(odd)))
                .post("/Users")
                .then());
        invalid(scim().body(patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"%s\"}".formatted(odd)))
                .patch("/Users/" + id)
                .then());
        invalid(scim().body(
                        patch("{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}".formatted(odd)))
                .patch("/Groups/" + group)
                .then());
        scim().body(patch("{\"op\":\"remove\",\"path\":\"members[value eq \\\"%s\\\"]\"}"
                        .formatted(odd.replace("\\", "\\\\"))))
                .patch("/Groups/" + group)
                .then()
                .statusCode(204);
        for (var filter : List.of(
                "title eq \"%s\"",
                "title co \"%s\"", "emails[value eq \"%s\"]", "id eq \"%s\"", "members.value eq \"%s\"")) {
            var address = filter.startsWith("members") ? "/Groups" : "/Users";
            scim().queryParam("filter", filter.formatted(odd))
                    .get(address)
                    .then()
                    .statusCode(200)
                    .body("totalResults", is(0));
        }
        scim().get("/Users/" + id)
                .then()
                .statusCode(200)
                .header("ETag", "W/\"1\"")
                .body("title", nullValue());
    }

    @Test
    void a_question_mark_is_no_half_of_a_character() {
        var mark = unique("q");
        createUser(userWith(unique("question"), "\"externalId\":\"%s\",\"title\":\"a?b\"".formatted(mark)));
        scim().queryParam("filter", "externalId eq \"%s\" and title eq \"a\\ud800b\"".formatted(mark))
                .get("/Users")
                .then()
                .statusCode(200)
                .body("totalResults", is(0));
    }

    private static void invalid(ValidatableResponse answer) {
        answer.statusCode(400).body("scimType", is("invalidValue"));
    }

    @Test
    void a_name_that_is_there_twice_is_refused() {
        var twice = "{\"userName\":\"%s\",\"title\":\"a\",\"title\":\"b\"}".formatted(unique("twice"));
        scim().body(twice).post("/Users").then().statusCode(400).body("scimType", is("invalidSyntax"));
        scim().body("{\"userName\":\"%s\",\"Title\":\"a\",\"title\":\"b\"}".formatted(unique("twice")))
                .post("/Users")
                .then()
                .statusCode(400)
                .body("scimType", is("invalidSyntax"));
    }

    @Test
    void deep_and_huge_json_is_a_bad_request() {
        for (var odd : List.of(
                "{\"userName\":" + "[".repeat(1_200) + "]".repeat(1_200) + "}",
                "{\"a\":".repeat(1_200) + "1" + "}".repeat(1_200),
                "{\"userName\":\"x\",\"title\":" + "9".repeat(1_200) + "}",
                "{\"userName\":\"x\",\"active\":1e999999999}",
                "{\"userName\":\"x\",\"active\":1e53333333333333333333}",
                "{\"userName\":\"x\",\"active\":1}",
                "{\"userName\":{\"a\":1}}",
                "{\"userName\":[\"a\",\"b\"]}",
                "{\"userName\":null}",
                "{\"userName\":\"\"}",
                "{\"userName\":\"x\"} {}",
                "{'userName':'x'}",
                "{\"userName\":NaN}",
                "nul",
                "")) {
            scim().body(odd)
                    .post("/Users")
                    .then()
                    .statusCode(400)
                    .contentType(Scim.MEDIA)
                    .body("status", is("400"));
        }
    }
}
