package io.muster.gateway;

import static io.muster.gateway.Scim.ENTERPRISE;
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
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.muster.events.Actor;
import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(MusterServers.class)
class UsersTest {
    @Test
    void a_created_user_is_answered_stored_and_on_the_topic() throws SQLException {
        var name = unique("Alice");
        var created = scim().header("X-Correlation-Id", "hr-run-7")
                .body(userWith(
                        name, "\"name\":{\"familyName\":\"Liddell\"},\"id\":\"mine\",\"groups\":[{\"value\":\"x\"}]"))
                .post("/Users")
                .then()
                .statusCode(201)
                .contentType(Scim.MEDIA)
                .header("ETag", "W/\"1\"")
                .header("X-Correlation-Id", "hr-run-7")
                .body("userName", equalTo(name))
                .body("groups", nullValue())
                .body("meta.resourceType", is("User"))
                .body("meta.version", is("W/\"1\""))
                .extract();
        String id = created.path("id");
        assertThat(created.header("Location"))
                .isEqualTo(created.path("meta.location"))
                .endsWith("/scim/v2/Users/" + id);
        assertThat(PostgresControl.postgres().query("select version, etag from resource where id = ?", id))
                .containsExactly(Map.of("version", 1L, "etag", 1L));
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            Event event = probe.awaitEvent(EventTypes.USER_CREATED, id);
            assertThat(event.correlationId()).isEqualTo("hr-run-7");
            assertThat(event.data().actor()).isEqualTo(Actor.client("hr"));
            assertThat(event.data().version()).isEqualTo(1);
            assertThat(Scim.image(event).path("userName").asText()).isEqualTo(name);
            assertThat(Scim.image(event).path("id").asText()).isEqualTo(id);
            assertThat(event.data().changes()).anyMatch(change -> change.path().equals("name.familyName"));
        }
    }

    @Test
    void a_second_user_with_the_same_name_in_other_case_is_refused_and_nothing_changes() {
        var name = unique("bob");
        createUser(user(name));
        scim().body(user(name.toUpperCase(Locale.ROOT)))
                .post("/Users")
                .then()
                .statusCode(409)
                .contentType(Scim.MEDIA)
                .body("scimType", is("uniqueness"))
                .body("status", is("409"));
        search("userName eq \"" + name + "\"").statusCode(200).body("totalResults", is(1));
    }

    @Test
    void a_taken_employee_number_is_refused() {
        var number = unique("E");
        createUser(userWith(unique("carol"), "\"%s\":{\"employeeNumber\":\"%s\"}".formatted(ENTERPRISE, number)));
        scim().body(userWith(unique("carol"), "\"%s\":{\"employeeNumber\":\"%s\"}".formatted(ENTERPRISE, number)))
                .post("/Users")
                .then()
                .statusCode(409)
                .body("scimType", is("uniqueness"));
    }

    @Test
    void a_patch_that_flips_active_is_one_event_and_the_same_again_is_none() {
        var id = createUser(userWith(unique("dora"), "\"active\":true,\"title\":\"Engineer\""));
        var off = patch("{\"op\":\"Replace\",\"path\":\"active\",\"value\":\"False\"},"
                + "{\"op\":\"replace\",\"path\":\"title\",\"value\":\"Alumna\"}");
        scim().body(off)
                .patch("/Users/" + id)
                .then()
                .statusCode(200)
                .body("active", is(false))
                .header("ETag", "W/\"2\"");
        scim().body(off).patch("/Users/" + id).then().statusCode(200).header("ETag", "W/\"2\"");
        scim().body(patch("{\"op\":\"replace\",\"value\":{\"active\":true}}"))
                .patch("/Users/" + id)
                .then()
                .statusCode(200);
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            probe.awaitEvent(EventTypes.USER_ENABLED, id);
            assertThat(probe.events(id))
                    .extracting(Event::type)
                    .containsExactly(EventTypes.USER_CREATED, EventTypes.USER_DISABLED, EventTypes.USER_ENABLED);
            assertThat(probe.events(id))
                    .extracting(event -> event.data().version())
                    .containsExactly(1L, 2L, 3L);
            assertThat(probe.events(id).get(1).data().changes())
                    .extracting(change -> change.path())
                    .containsExactlyInAnyOrder("active", "title");
        }
    }

    @Test
    void a_put_clears_what_it_leaves_out() {
        var name = unique("erin");
        var id = createUser(userWith(name, "\"title\":\"Engineer\",\"nickName\":\"E\""));
        scim().body(userWith(name, "\"title\":\"Architect\""))
                .put("/Users/" + id)
                .then()
                .statusCode(200)
                .body("title", is("Architect"))
                .body("nickName", nullValue())
                .body("id", is(id));
        scim().body(user(name)).put("/Users/0190-nobody").then().statusCode(404).body("status", is("404"));
    }

    @Test
    void a_deleted_user_is_gone_everywhere_and_his_name_is_free() throws SQLException {
        var name = unique("frank");
        var id = createUser(user(name));
        scim().delete("/Users/" + id).then().statusCode(204);
        scim().get("/Users/" + id).then().statusCode(404).contentType(Scim.MEDIA);
        scim().delete("/Users/" + id).then().statusCode(404);
        search("userName eq \"" + name + "\"").body("totalResults", is(0));
        createUser(user(name));
        assertThat(PostgresControl.postgres().query("select version from retired_resource where id = ?", id))
                .containsExactly(Map.of("version", 2L));
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            probe.await("tombstone", record -> record.key().equals(id) && record.value() == null);
            assertThat(probe.events(id))
                    .extracting(Event::type)
                    .containsExactly(EventTypes.USER_CREATED, EventTypes.USER_DELETED);
        }
    }

    @Test
    void versions_are_demanded_and_known() {
        var id = createUser(user(unique("gina")));
        scim().header("If-None-Match", "W/\"1\"").get("/Users/" + id).then().statusCode(304);
        var change = patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"T\"}");
        scim().header("If-Match", "W/\"7\"")
                .body(change)
                .patch("/Users/" + id)
                .then()
                .statusCode(412);
        scim().header("If-Match", "W/\"1\"")
                .body(change)
                .patch("/Users/" + id)
                .then()
                .statusCode(200);
        scim().header("If-None-Match", "W/\"1\"")
                .get("/Users/" + id)
                .then()
                .statusCode(200)
                .header("ETag", "W/\"2\"");
    }

    @Test
    void filters_of_the_whole_grammar_find_the_right_people() {
        var mark = unique("mark");
        var hanna = createUser(userWith(
                unique("hanna"),
                "\"externalId\":\"%s\",\"displayName\":\"Hanna Weiß\",\"active\":true,\"title\":\"\",".formatted(mark)
                        + "\"emails\":[{\"value\":\"Hanna@Example.com\",\"type\":\"work\"},{\"value\":\"h@home.example\",\"type\":\"home\"}],"
                        + "\"%s\":{\"department\":\"Engineering\",\"manager\":{\"value\":\"m1\"}}"
                                .formatted(ENTERPRISE)));
        var igor = createUser(userWith(
                unique("igor"), "\"externalId\":\"%s\",\"displayName\":\"Igor\",\"active\":false".formatted(mark)));
        finds(mark, "displayName eq \"HANNA WEIß\"", hanna);
        finds(mark, "emails eq \"hanna@example.com\"", hanna);
        finds(mark, "emails[type eq \"work\" and value ew \"@example.com\"]", hanna);
        finds(mark, "emails[type eq \"home\" and value ew \"@example.com\"]");
        finds(mark, "emails.type eq \"home\"", hanna);
        finds(mark, "not (emails pr)", igor);
        finds(mark, "title pr");
        finds(mark, "active eq false", igor);
        finds(mark, "active ne false", hanna);
        finds(mark, "displayName ne \"Igor\"", hanna);
        finds(mark, "department eq \"engineering\"", hanna);
        finds(mark, ENTERPRISE + ":manager eq \"m1\"", hanna);
        finds(mark, "department sw \"Eng\" and manager pr", hanna);
        finds(mark, "displayName co \"go\" or displayName co \"weiß\"", hanna, igor);
        finds(mark, "displayName gt \"i\"", igor);
        finds(mark, "schemas eq \"" + ENTERPRISE + "\"", hanna);
        finds(mark, "id eq \"" + igor + "\"", igor);
        finds(mark, "meta.lastModified gt \"2020-01-01T00:00:00Z\" and meta.resourceType eq \"User\"", hanna, igor);
        finds(mark, "meta.created lt \"2020-01-01T00:00:00Z\"");
        finds(mark, "nickName ne \"x\"", hanna, igor);
        finds(mark, "displayName eq \"it's ? :x $1 \\u0000\"");
        search("bogus eq 1").statusCode(400).body("scimType", is("invalidFilter"));
        search("userName zz \"x\"").statusCode(400).body("scimType", is("invalidFilter"));
        search("active gt true").statusCode(400).body("scimType", is("invalidFilter"));
        search("password eq \"x\"").statusCode(403).body("scimType", is("sensitive"));
    }

    private static void finds(String mark, String filter, String... ids) {
        List<String> found = search("externalId eq \"%s\" and (%s)".formatted(mark, filter))
                .statusCode(200)
                .body("totalResults", is(ids.length))
                .extract()
                .path("Resources.id");
        assertThat(found).as(filter).containsExactlyInAnyOrder(ids);
    }

    private static ValidatableResponse search(String filter) {
        return scim().queryParam("filter", filter).get("/Users").then();
    }

    @Test
    void pages_orders_and_projections() {
        var mark = unique("page");
        for (String title : List.of("b", "c", "A")) {
            createUser(userWith(unique("judy"), "\"externalId\":\"%s\",\"title\":\"%s\"".formatted(mark, title)));
        }
        createUser(userWith(unique("judy"), "\"externalId\":\"%s\"".formatted(mark)));
        var filter = "externalId eq \"" + mark + "\"";
        scim().queryParams("filter", filter, "sortBy", "title", "attributes", "title")
                .get("/Users")
                .then()
                .statusCode(200)
                .body("Resources.title", equalTo(Arrays.asList("A", "b", "c", null)))
                .body("Resources[0].userName", nullValue())
                .body("Resources[0].id", not(nullValue()));
        scim().queryParams("filter", filter, "sortBy", "title", "sortOrder", "descending", "startIndex", 2, "count", 2)
                .get("/Users")
                .then()
                .body("Resources.title", equalTo(List.of("c", "b")))
                .body("totalResults", is(4))
                .body("startIndex", is(2))
                .body("itemsPerPage", is(2));
        scim().queryParams("filter", filter, "count", 0).get("/Users").then().body("totalResults", is(4));
        scim().body(
                        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:SearchRequest\"],\"filter\":\"%s\",\"excludedAttributes\":[\"title\"]}"
                                .formatted(filter.replace("\"", "\\\"")))
                .post("/.search")
                .then()
                .statusCode(200)
                .body("totalResults", is(4))
                .body("Resources.title", not(hasItem("A")));
    }

    @Test
    void a_password_is_hashed_and_told_to_nobody() throws SQLException {
        var canary = unique("canary-secret");
        var answer = scim().body(userWith(unique("kim"), "\"password\":\"%s\"".formatted(canary)))
                .post("/Users")
                .then()
                .statusCode(201)
                .extract();
        String id = answer.path("id");
        assertThat(answer.asString()).doesNotContain(canary).doesNotContain("password");
        assertThat(PostgresControl.postgres()
                        .query("select hash from password where user_id = ?", id)
                        .getFirst()
                        .get("hash"))
                .asString()
                .startsWith("$argon2id$v=19$")
                .doesNotContain(canary);
        assertThat(PostgresControl.postgres()
                        .query("select 1 as x from resource r where cast(r as text) like ?", "%" + canary + "%"))
                .isEmpty();
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            var event = probe.awaitEvent(EventTypes.USER_CREATED, id);
            assertThat(event.toString()).doesNotContain(canary);
        }
    }

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
    void discovery_says_what_there_is() {
        scim().get("/ServiceProviderConfig")
                .then()
                .statusCode(200)
                .body("patch.supported", is(true))
                .body("bulk.maxOperations", is(1000))
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
