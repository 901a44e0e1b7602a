package io.muster.gateway;

import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.id;
import static io.muster.gateway.Scim.json;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is shown of groups and of the groups of a person, and what is not even looked at. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class GroupReadsTest {
    private static final String DIRECT = "direct";
    private static final String INDIRECT = "indirect";

    @Test
    void a_group_without_its_members_is_read_without_their_rows() throws SQLException {
        var name = unique("Locked");
        var alice = createUser(user(unique("alice")));
        var group = groupOf(name, alice);
        var filter = "displayName eq \"" + name + "\"";
        try (var other = PostgresControl.postgres().connect();
                var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table membership in access exclusive mode");
            for (var shown : List.of("excludedAttributes=members", "attributes=displayName")) {
                var parameter = shown.split("=", -1);
                assertTimeoutPreemptively(
                        Duration.ofSeconds(10),
                        () -> scim().queryParam(parameter[0], parameter[1])
                                .get("/Groups/" + group)
                                .then()
                                .statusCode(200)
                                .body("displayName", is(name), "members", nullValue()),
                        shown);
                scim().queryParams(parameter[0], parameter[1], "filter", filter)
                        .get("/Groups")
                        .then()
                        .statusCode(200)
                        .body(
                                "totalResults",
                                is(1),
                                "Resources[0].displayName",
                                is(name),
                                "Resources[0].members",
                                nullValue());
            }
            scim().queryParam("filter", filter)
                    .get("/Groups")
                    .then()
                    .statusCode(400)
                    .body("detail", containsString("2000 ms"));
            other.rollback();
        }
        scim().get("/Groups/" + group).then().statusCode(200).body("members[0].value", is(alice));
    }

    @Test
    void the_groups_of_a_person_are_shown_up_to_the_fifth_level() {
        var name = unique("deep");
        var alice = createUser(user(name));
        var tower = new ArrayList<String>();
        var inner = alice;
        for (int level = 1; level <= 6; level++) {
            inner = groupOf(unique("Level " + level), inner);
            tower.add(inner);
        }
        assertGroups(
                name,
                alice,
                Map.of(
                        tower.get(0), DIRECT,
                        tower.get(1), INDIRECT,
                        tower.get(2), INDIRECT,
                        tower.get(3), INDIRECT,
                        tower.get(4), INDIRECT));
        assertThat(shown(json(scim().get("/Groups/" + tower.get(5)).then().statusCode(200))
                        .path("members")))
                .as("the sixth is there and holds the fifth")
                .containsOnlyKeys(tower.get(4));
    }

    @Test
    void a_group_of_a_circle_is_shown_once_and_as_what_is_nearest() {
        var name = unique("circling");
        var alice = createUser(user(name));
        var first = groupOf(unique("First"), alice);
        var second = groupOf(unique("Second"), first);
        var third = groupOf(unique("Third"), second);
        scim().body(patch("{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}".formatted(third)))
                .patch("/Groups/" + first)
                .then()
                .statusCode(204);
        assertGroups(name, alice, Map.of(first, DIRECT, second, INDIRECT, third, INDIRECT));
    }

    /** By itself, found by name and in a list: each is a statement of its own. */
    private static void assertGroups(String userName, String id, Map<String, String> groups) {
        var alone = json(scim().get("/Users/" + id).then().statusCode(200));
        assertThat(shown(alone.path("groups"))).isEqualTo(groups);
        for (var filter : List.of("userName eq", "userName sw")) {
            var list = json(Scim.search(filter + " \"" + userName + "\"").statusCode(200));
            assertThat(shown(list.at("/Resources/0/groups"))).as(filter).isEqualTo(groups);
        }
    }

    /** Type by value. */
    private static Map<String, String> shown(JsonNode values) {
        var shown = new HashMap<String, String>();
        values.forEach(value -> assertThat(shown.put(
                        value.path("value").textValue(), value.path("type").textValue()))
                .as("twice: %s", values)
                .isNull());
        return shown;
    }

    private static String groupOf(String displayName, String member) {
        return id(
                scim().body("{\"displayName\":\"%s\",\"members\":[{\"value\":\"%s\"}]}".formatted(displayName, member))
                        .post("/Groups")
                        .then());
    }
}
