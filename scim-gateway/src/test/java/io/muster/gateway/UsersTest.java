package io.muster.gateway;

import static io.muster.gateway.Scim.ENTERPRISE;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.search;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.muster.gateway.Scim.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.muster.events.Actor;
import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void what_a_client_read_it_may_send_back_in_a_patch_without_a_path() {
        var id = createUser(user(unique("echo")));
        var read = scim().get("/Users/" + id).then().extract().asString();
        var echo = patch("{\"op\":\"replace\",\"value\":%s}".formatted(read));
        scim().body(echo).patch("/Users/" + id).then().statusCode(200).header("ETag", "W/\"1\"");
        scim().body(echo.replace("W/\\\"1\\\"", "W/\\\"9\\\""))
                .patch("/Users/" + id)
                .then()
                .statusCode(400)
                .body("scimType", is("mutability"));
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
        scim().header("If-Match", "W/\"7\"").get("/Users/" + id).then().statusCode(412);
        scim().header("If-Match", "W/\"1\"").get("/Users/" + id).then().statusCode(200);
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"op\":\"remove\",\"path\":\"password\"}",
                "{\"op\":\"replace\",\"path\":\"password\",\"value\":null}",
                "{\"op\":\"replace\",\"value\":{\"title\":\"T\",\"password\":null}}"
            })
    void a_password_that_is_removed_is_gone_and_any_other_patch_leaves_it(String removal) throws SQLException {
        var id = createUser(userWith(unique("kim"), "\"password\":\"a-good-password\""));
        for (var nothing : List.of(
                "{\"op\":\"remove\",\"path\":\"title\"}",
                "{\"op\":\"add\",\"path\":\"password\",\"value\":null}",
                "{\"op\":\"add\",\"value\":{\"password\":[]}}",
                "{\"op\":\"replace\",\"path\":\"password\",\"value\":\"\"}")) {
            scim().body(patch(nothing))
                    .patch("/Users/" + id)
                    .then()
                    .statusCode(200)
                    .header("ETag", "W/\"1\"");
        }
        assertThat(passwords(id)).isEqualTo(1);
        scim().body(patch(removal)).patch("/Users/" + id).then().statusCode(200).header("ETag", "W/\"2\"");
        assertThat(passwords(id)).isZero();
        scim().body(patch("{\"op\":\"remove\",\"path\":\"password\"}"))
                .patch("/Users/" + id)
                .then()
                .statusCode(200)
                .header("ETag", "W/\"2\"");
    }

    private static int passwords(String id) throws SQLException {
        return PostgresControl.postgres()
                .query("select 1 as x from password where user_id = ?", id)
                .size();
    }

    @Test
    void a_password_that_is_too_short_or_too_long_is_refused_and_changes_nothing() {
        var id = createUser(user(unique("kim")));
        for (var password : List.of("7 chars", "x".repeat(1_025))) {
            scim().body(patch("{\"op\":\"replace\",\"path\":\"password\",\"value\":\"%s\"}".formatted(password)))
                    .patch("/Users/" + id)
                    .then()
                    .statusCode(400)
                    .body("scimType", is("invalidValue"), "detail", is("A password has 8 to 1024 characters."));
        }
        scim().get("/Users/" + id).then().header("ETag", "W/\"1\"");
        for (var password : List.of("8 chars!", "\uD83D\uDD11".repeat(1_024))) {
            scim().body(patch("{\"op\":\"replace\",\"path\":\"password\",\"value\":\"%s\"}".formatted(password)))
                    .patch("/Users/" + id)
                    .then()
                    .statusCode(200);
        }
    }
}
