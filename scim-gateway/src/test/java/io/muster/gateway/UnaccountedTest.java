package io.muster.gateway;

import static io.muster.gateway.Contractors.admin;
import static io.muster.gateway.Scim.createGroup;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.runtime.id.Uuid7;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a restored store does not have is ended or brought back by an administrator, once. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class UnaccountedTest {
    @BeforeEach
    void restored() throws SQLException {
        StoreEpoch.raise();
    }

    @AfterEach
    void never_restored() throws SQLException {
        StoreEpoch.lower();
    }

    @Test
    void deleted_it_is_told_as_such_once_and_its_id_is_over() {
        var id = Uuid7.next();
        var told = told(id, unique("gone"));
        decide(id, "delete", told).statusCode(200).body("changed", is(true));
        decide(id, "delete", told).statusCode(200).body("changed", is(false));
        decide(id, "adopt", told).statusCode(409).body("detail", containsString("deleted"));
        scim().get("/Users/" + id).then().statusCode(404);

        try (var users = KafkaProbe.on(Topics.IDENTITY_USERS);
                var administration = KafkaProbe.on(Topics.ADMIN_EVENTS)) {
            users.awaitEvent(
                    "the end", event -> event.type().equals(EventTypes.USER_DELETED) && id.equals(event.subject()));
            assertThat(users.events(id)).hasSize(1);
            var decided = administration.awaitEvent("who decided", event -> isDecided(event, id));
            assertThat(decided.data().actor().id()).isEqualTo("admin");
            assertThat(String.valueOf(decided.data().details())).contains("\"decision\":\"delete\"");
        }
    }

    @Test
    void adopted_it_is_there_under_its_id_as_it_was_told_and_that_is_no_change() {
        var id = Uuid7.next();
        var name = unique("back");
        var told = told(id, name).put("title", "Engineer");
        decide(id, "adopt", told).statusCode(200).body("changed", is(true));
        decide(id, "adopt", told).statusCode(200).body("changed", is(false));
        decide(id, "delete", told).statusCode(409).body("detail", containsString("is there"));
        scim().get("/Users/" + id)
                .then()
                .statusCode(200)
                .body("userName", is(name), "title", is("Engineer"), "active", is(true));

        try (var users = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            var event = users.awaitEvent("the user", found -> id.equals(found.subject()));
            assertThat(event.type()).isEqualTo(EventTypes.USER_UPDATED);
            assertThat(event.data().changes()).isEmpty();
            assertThat(users.events(id)).hasSize(1);
        }
        scim().delete("/Users/" + id).then().statusCode(204);
    }

    @Test
    void a_membership_is_ended_or_taken_back_in_a_group_that_is_there() {
        var member = createUser(user(unique("member")));
        var group = createGroup(unique("Group"));
        var key = group + ":" + member;
        decideMembership(key, "delete").statusCode(200).body("changed", is(true));
        decideMembership(key, "delete").statusCode(200).body("changed", is(false));
        try (var memberships = KafkaProbe.on(Topics.IDENTITY_MEMBERSHIPS)) {
            memberships.awaitEvent(EventTypes.MEMBERSHIP_REMOVED, member);
            assertThat(memberships.events(key)).hasSize(1);

            decideMembership(key, "adopt").statusCode(200).body("changed", is(true));
            decideMembership(key, "adopt").statusCode(200).body("changed", is(false));
            decideMembership(key, "delete").statusCode(409);
            scim().get("/Groups/" + group).then().body("members.value", contains(member));
            memberships.awaitEvent(EventTypes.MEMBERSHIP_ADDED, member);
            assertThat(memberships.events(key))
                    .extracting(event -> event.data().version())
                    .containsExactly(1L, 2L);
        }
        decideMembership(Uuid7.next() + ":" + member, "delete")
                .statusCode(409)
                .body("type", containsString("no-group"));
        decideMembership(group, "delete").statusCode(400);
    }

    @Test
    void whoever_is_there_or_has_a_taken_name_is_not_decided_about() {
        var name = unique("there");
        var id = createUser(user(name));
        decide(id, "delete", told(id, name)).statusCode(409);
        var other = Uuid7.next();
        decide(other, "adopt", told(other, name)).statusCode(409).body("scimType", is("uniqueness"));
        decide(other, "forget", told(other, name)).statusCode(400);
        decide(other, "adopt", JsonNodeFactory.instance.objectNode()).statusCode(400);
    }

    @Test
    void a_store_that_was_never_restored_has_nothing_to_decide() throws SQLException {
        never_restored();
        var id = Uuid7.next();
        decide(id, "delete", told(id, unique("never"))).statusCode(409).body("type", containsString("never-restored"));
        scim().get("/Users/" + id).then().statusCode(404);
    }

    @Test
    void it_is_for_administrators() {
        RestAssured.given()
                .header("Authorization", "Bearer " + Tokens.client("hr", "scim:read", "scim:write"))
                .contentType("application/json")
                .body("{}")
                .put("/admin/unaccounted/x")
                .then()
                .statusCode(403);
    }

    private static boolean isDecided(Event event, String id) {
        return event.type().equals(EventTypes.UNACCOUNTED_DECIDED) && ("scim-gateway/" + id).equals(event.subject());
    }

    /** As an event carries it. */
    private static ObjectNode told(String id, String userName) {
        var resource = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("userName", userName)
                .put("active", true);
        resource.putArray("schemas").add(Scim.USER);
        resource.putObject("meta").put("resourceType", "User").put("version", "W/\"3\"");
        return resource;
    }

    private static ValidatableResponse decideMembership(String key, String decision) {
        var body =
                JsonNodeFactory.instance.objectNode().put("decision", decision).put("type", "Membership");
        body.putObject("resource").put("memberType", "User");
        return admin().body(body.toString()).put("/admin/unaccounted/" + key).then();
    }

    private static ValidatableResponse decide(String id, String decision, ObjectNode told) {
        var body =
                JsonNodeFactory.instance.objectNode().put("decision", decision).put("type", "User");
        body.set("resource", told);
        return admin().body(body.toString()).put("/admin/unaccounted/" + id).then();
    }
}
