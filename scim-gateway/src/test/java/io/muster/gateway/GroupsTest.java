package io.muster.gateway;

import static io.muster.gateway.Scim.createGroup;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.id;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(MusterServers.class)
class GroupsTest {
    @Test
    void members_come_and_go_as_rows_and_events() {
        var group = createGroup(unique("Engineers"));
        var alice = createUser(user(unique("alice")));
        var bob = createUser(user(unique("bob")));
        scim().body(add(alice, bob))
                .patch("/Groups/" + group)
                .then()
                .statusCode(204)
                .header("ETag", "W/\"2\"");
        scim().body(add(alice)).patch("/Groups/" + group).then().statusCode(204).header("ETag", "W/\"2\"");
        scim().get("/Groups/" + group).then().body("members.value", containsInAnyOrder(alice, bob));
        scim().queryParam("excludedAttributes", "members")
                .get("/Groups/" + group)
                .then()
                .body("members", nullValue());
        scim().get("/Users/" + alice)
                .then()
                .body("groups.value", containsInAnyOrder(group))
                .header("ETag", "W/\"1\"");
        scim().queryParam("filter", "members.value eq \"" + bob + "\"")
                .get("/Groups")
                .then()
                .body("totalResults", is(1));
        scim().queryParam("filter", "groups.value eq \"" + group + "\"")
                .get("/Users")
                .then()
                .body("totalResults", is(2));
        // As Entra sends it: only him, never all.
        scim().body(patch("{\"op\":\"Remove\",\"path\":\"members\",\"value\":[{\"value\":\"" + alice + "\"}]}"))
                .patch("/Groups/" + group)
                .then()
                .statusCode(204);
        scim().get("/Groups/" + group).then().body("members.value", containsInAnyOrder(bob));
        try (var probe = KafkaProbe.on(Topics.IDENTITY_MEMBERSHIPS)) {
            var key = Topics.membershipKey(group, alice);
            probe.await("tombstone", record -> record.key().equals(key) && record.value() == null);
            assertThat(probe.events(key))
                    .extracting(Event::type)
                    .containsExactly(EventTypes.MEMBERSHIP_ADDED, EventTypes.MEMBERSHIP_REMOVED);
            assertThat(probe.events(key))
                    .extracting(event -> event.data().version())
                    .containsExactly(1L, 2L);
            assertThat(Scim.image(probe.events(key).getFirst())
                            .path("memberType")
                            .asText())
                    .isEqualTo("User");
        }
    }

    @Test
    void an_unknown_member_is_named_and_nothing_changes() {
        var group = createGroup(unique("Ghosts"));
        var alice = createUser(user(unique("alice")));
        scim().body(add(alice, "nobody"))
                .patch("/Groups/" + group)
                .then()
                .statusCode(400)
                .body("scimType", is("invalidValue"))
                .body("detail", containsString("nobody"));
        scim().get("/Groups/" + group).then().body("members", nullValue()).header("ETag", "W/\"1\"");
    }

    @Test
    void replaces_filters_and_sequences_within_one_patch() {
        var group = createGroup(unique("Mixed"));
        var alice = createUser(user(unique("alice")));
        var bob = createUser(user(unique("bob")));
        var inner = createGroup(unique("Inner"));
        scim().body(patch("{\"op\":\"replace\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"},{\"value\":\"%s\"}]}"
                        .formatted(alice, inner)))
                .patch("/Groups/" + group)
                .then()
                .statusCode(204);
        scim().body(patch("{\"op\":\"remove\",\"path\":\"members[type eq \\\"Group\\\"]\"},"
                        + "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%1$s\"}]},{\"op\":\"remove\",\"path\":\"members[value eq \\\"%1$s\\\"]\"}"
                                .formatted(bob)))
                .queryParam("attributes", "members")
                .patch("/Groups/" + group)
                .then()
                .statusCode(200)
                .body("members.value", containsInAnyOrder(alice));
        scim().body("{\"displayName\":\"%s\"}".formatted(unique("Renamed")))
                .put("/Groups/" + group)
                .then()
                .statusCode(200)
                .body("members", nullValue());
    }

    @Test
    void a_put_changes_the_memberships_that_differ_and_no_other() throws SQLException {
        var name = unique("Shifting");
        var alice = createUser(user(unique("alice")));
        var bob = createUser(user(unique("bob")));
        var carol = createUser(user(unique("carol")));
        var group =
                id(scim().body(named(name, members(alice, bob))).post("/Groups").then());
        var untouched = row(group, bob);
        var put = named(name, members(bob, carol));
        scim().body(put)
                .put("/Groups/" + group)
                .then()
                .statusCode(200)
                .header("ETag", "W/\"2\"")
                .body("members.value", containsInAnyOrder(bob, carol));
        assertThat(row(group, bob)).isEqualTo(untouched);
        var later = row(group, carol);
        scim().body(put).put("/Groups/" + group).then().statusCode(200).header("ETag", "W/\"2\"");
        assertThat(row(group, bob)).isEqualTo(untouched);
        assertThat(row(group, carol)).isEqualTo(later);
        // What is told last, so that all before it has been told.
        var other = createGroup(unique("Later"));
        scim().body(add(alice)).patch("/Groups/" + other).then().statusCode(204);
        try (var probe = KafkaProbe.on(Topics.IDENTITY_MEMBERSHIPS)) {
            probe.await("marker", polled -> polled.key().equals(Topics.membershipKey(other, alice)));
            assertThat(Told.of(probe, group))
                    .isEqualTo(Map.of(
                            Topics.membershipKey(group, alice),
                            List.of(
                                    EventTypes.MEMBERSHIP_ADDED + " 1",
                                    EventTypes.MEMBERSHIP_REMOVED + " 2",
                                    Told.TOMBSTONE),
                            Topics.membershipKey(group, bob),
                            List.of(EventTypes.MEMBERSHIP_ADDED + " 1"),
                            Topics.membershipKey(group, carol),
                            List.of(EventTypes.MEMBERSHIP_ADDED + " 2")));
        }
        try (var probe = KafkaProbe.on(Topics.IDENTITY_GROUPS)) {
            probe.awaitEvent(EventTypes.GROUP_CREATED, other);
            assertThat(probe.events(group)).extracting(Event::type).containsExactly(EventTypes.GROUP_CREATED);
        }
    }

    @Test
    void groups_in_groups_are_indirect_and_circles_end() {
        var outer = createGroup(unique("Outer"));
        var inner = createGroup(unique("Inner"));
        var alice = createUser(user(unique("alice")));
        scim().body(add(inner)).patch("/Groups/" + outer).then().statusCode(204);
        scim().body(add(outer)).patch("/Groups/" + inner).then().statusCode(204);
        scim().body(add(alice)).patch("/Groups/" + inner).then().statusCode(204);
        scim().get("/Users/" + alice)
                .then()
                .body("groups.find { it.value == '" + inner + "' }.type", is("direct"))
                .body("groups.find { it.value == '" + outer + "' }.type", is("indirect"));
    }

    @Test
    void a_deleted_user_leaves_his_groups_in_the_same_commit() {
        var group = createGroup(unique("Leavers"));
        var alice = createUser(user(unique("alice")));
        scim().body(add(alice)).patch("/Groups/" + group).then().statusCode(204);
        scim().delete("/Users/" + alice).then().statusCode(204);
        scim().get("/Groups/" + group).then().body("members", nullValue()).header("ETag", "W/\"3\"");
        try (var probe = KafkaProbe.on(Topics.IDENTITY_MEMBERSHIPS)) {
            var removed = probe.awaitEvent(
                    "removal",
                    event -> event.type().equals(EventTypes.MEMBERSHIP_REMOVED)
                            && event.subject().equals(alice));
            assertThat(removed.data().version()).isEqualTo(2);
            assertThat(removed.causationId()).isNotNull();
        }
    }

    @Test
    void the_memberships_of_a_deleted_group_follow_it() throws SQLException {
        var group = createGroup(unique("Doomed"));
        var alice = createUser(user(unique("alice")));
        scim().body(add(alice)).patch("/Groups/" + group).then().statusCode(204);
        scim().delete("/Groups/" + group).then().statusCode(204);
        scim().get("/Users/" + alice).then().statusCode(200).body("groups", nullValue());
        try (var probe = KafkaProbe.on(Topics.IDENTITY_MEMBERSHIPS)) {
            var key = Topics.membershipKey(group, alice);
            probe.await("tombstone", record -> record.key().equals(key) && record.value() == null);
            assertThat(probe.events(key))
                    .extracting(event -> event.data().version())
                    .containsExactly(1L, 2L);
        }
        assertThat(PostgresControl.postgres().query("select 1 as x from membership where group_id = ?", group))
                .isEmpty();
    }

    private static String add(String... ids) {
        return patch("{\"op\":\"add\",\"path\":\"members\",\"value\":" + members(ids) + "}");
    }

    private static String members(String... ids) {
        return Arrays.stream(ids).map("{\"value\":\"%s\"}"::formatted).collect(Collectors.joining(",", "[", "]"));
    }

    private static String named(String displayName, String members) {
        return "{\"displayName\":\"%s\",\"members\":%s}".formatted(displayName, members);
    }

    /** A membership with the place of its row and the transaction that wrote it. */
    private static Map<String, @Nullable Object> row(String group, String member) throws SQLException {
        return PostgresControl.postgres()
                .query(
                        "select cast(ctid as text), cast(xmin as text), m.* from membership m where group_id = ? and member_id = ?",
                        group,
                        member)
                .getFirst();
    }
}
