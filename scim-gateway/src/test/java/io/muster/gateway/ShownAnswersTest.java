package io.muster.gateway;

import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.muster.gateway.Scim.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What an answer shows, in which form, and in which spelling things may be asked for. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class ShownAnswersTest {
    @Test
    void what_is_asked_to_be_shown_holds_for_every_answer_with_a_body() {
        var name = unique("shown");
        String id = scim().body(userWith(name, "\"title\":\"T\",\"nickName\":\"N\""))
                .queryParam("attributes", "title")
                .post("/Users")
                .then()
                .statusCode(201)
                .body("title", is("T"))
                .body("nickName", nullValue())
                .body("userName", nullValue())
                .body("schemas", not(nullValue()))
                .extract()
                .path("id");
        scim().body(userWith(name, "\"title\":\"U\",\"nickName\":\"N\""))
                .queryParam("excludedAttributes", "title,id,schemas")
                .put("/Users/" + id)
                .then()
                .statusCode(200)
                .body("title", nullValue())
                .body("nickName", is("N"))
                .body("id", is(id));
        scim().body(patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"V\"}"))
                .queryParam("attributes", "URN:IETF:params:scim:schemas:core:2.0:user:TITLE")
                .patch("/Users/" + id)
                .then()
                .statusCode(200)
                .body("title", is("V"))
                .body("nickName", nullValue());
        scim().queryParam("attributes", "name.familyName,unknown")
                .get("/Users/" + id)
                .then()
                .statusCode(200)
                .body("userName", nullValue())
                .body("id", is(id));
        scim().queryParams("attributes", "title", "excludedAttributes", "id")
                .get("/Users/" + id)
                .then()
                .statusCode(400);
    }

    /** What is handed out as it is stored, and what is made of its parts because something could have been left out. */
    @Test
    void who_asks_for_nothing_sees_what_who_leaves_nothing_out_sees() {
        var name = unique("whole");
        var enterprise =
                "\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"department\":\"R&D \\\"}\"}";
        String id = createUser(userWith(
                name,
                "\"displayName\":\"İ \uD83D\uDE00 {\\\"id\\\":1}\",\"emails\":[{\"value\":\"a@b.example\",\"primary\":true}],\"active\":false,"
                        + enterprise));
        for (int groups = 0; groups < 2; groups++) {
            var parts = scim().queryParam("excludedAttributes", "nickName").get("/Users/" + id);
            var whole = scim().get("/Users/" + id);
            var found =
                    scim().queryParam("filter", "userName eq \"" + name + "\"").get("/Users");
            assertThat(parts.jsonPath().getMap("").containsKey("groups")).isEqualTo(groups > 0);
            assertThat(whole.jsonPath().getMap("")).isEqualTo(parts.jsonPath().getMap(""));
            assertThat(found.jsonPath().getMap("Resources[0]"))
                    .isEqualTo(parts.jsonPath().getMap(""));
            scim().body("""
                            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"%s","members":[{"value":"%s"}]}""".formatted(unique("whole"), id))
                    .post("/Groups")
                    .then()
                    .statusCode(201);
        }
    }

    @Test
    void media_types_are_negotiated() {
        scim().accept("application/json")
                .get("/Users?count=1")
                .then()
                .statusCode(200)
                .contentType("application/json");
        scim().accept("*/*").get("/Users?count=1").then().statusCode(200).contentType(Scim.MEDIA);
        scim().accept("application/scim+json;q=0.1, application/json;q=0.9")
                .get("/Users?count=1")
                .then()
                .contentType("application/json");
        scim().accept("text/html").get("/Users?count=1").then().statusCode(406).contentType(Scim.MEDIA);
        scim().accept("application/scim+json;q=0, */*")
                .get("/Users?count=1")
                .then()
                .contentType("application/json");
        // Neither type has a charset.
        scim().get("/Users?count=1").then().header("Content-Type", is(Scim.MEDIA));
        var blank = unique("media");
        scim().header("Accept", "")
                .body(user(blank))
                .post("/Users")
                .then()
                .statusCode(201)
                .header("Content-Type", is(Scim.MEDIA));
        scim().header("Accept", " , ")
                .get("/Users?count=1")
                .then()
                .statusCode(200)
                .header("Content-Type", is(Scim.MEDIA));
        var name = unique("media");
        scim().accept("text/html").body(user(name)).post("/Users").then().statusCode(406);
        Scim.search("userName eq \"" + name + "\"").body("totalResults", is(0));
        scim().contentType("application/json")
                .body(user(unique("media")))
                .post("/Users")
                .then()
                .statusCode(201);
        scim().contentType("application/scim+json; charset=utf-8")
                .body(user(unique("media")))
                .post("/Users")
                .then()
                .statusCode(201);
    }

    @Test
    void names_and_urns_are_read_in_any_case() {
        var name = unique("Case");
        var id = createUser("{\"SCHEMAS\":[\"%s\"],\"USERNAME\":\"%s\",\"NAME\":{\"FAMILYNAME\":\"Weiß\"}}"
                .formatted(Scim.USER.toUpperCase(Locale.ROOT), name));
        scim().queryParam("filter", "USERNAME EQ \"" + name.toUpperCase(Locale.ROOT) + "\" AND NOT(nickname PR)")
                .get("/Users")
                .then()
                .statusCode(200)
                .body("Resources.id", is(List.of(id)))
                .body("Resources[0].name.familyName", is("Weiß"));
    }
}
