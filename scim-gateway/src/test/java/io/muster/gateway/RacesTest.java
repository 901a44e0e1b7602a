package io.muster.gateway;

import static io.muster.gateway.Scim.createGroup;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;

import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(MusterServers.class)
class RacesTest {
    @Test
    void of_24_who_create_one_name_one_wins() throws Exception {
        var name = unique("race");
        var statuses =
                Together.run(24, i -> scim().body(user(name)).post("/Users").statusCode());
        assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(23);
    }

    @Test
    void of_32_who_add_members_none_is_lost() throws Exception {
        var group = createGroup(unique("race"));
        var users = IntStream.range(0, 32)
                .mapToObj(i -> createUser(user(unique("m"))))
                .toList();
        var statuses = Together.run(
                32,
                i -> scim().body(patch("{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}"
                                .formatted(users.get(i))))
                        .patch("/Groups/" + group)
                        .statusCode());
        assertThat(statuses).containsOnly(204);
        scim().get("/Groups/" + group).then().body("members", hasSize(32));
    }

    @Test
    void of_equal_if_match_one_wins() throws Exception {
        var id = createUser(user(unique("etag")));
        var statuses = Together.run(
                8,
                i -> scim().header("If-Match", "W/\"1\"")
                        .body(patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"t%d\"}".formatted(i)))
                        .patch("/Users/" + id)
                        .statusCode());
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 412).hasSize(7);
    }

    @Test
    void members_that_are_deleted_while_they_are_added_leave_no_row() throws Exception {
        var group = createGroup(unique("race"));
        var users = IntStream.range(0, 8)
                .mapToObj(i -> createUser(user(unique("m"))))
                .toList();
        var statuses = Together.run(
                16,
                i -> i % 2 == 0
                        ? scim().delete("/Users/" + users.get(i / 2)).statusCode()
                        : scim().body(patch("{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}"
                                        .formatted(users.get(i / 2))))
                                .patch("/Groups/" + group)
                                .statusCode());
        assertThat(statuses).doesNotContain(500);
        assertThat(io.muster.testing.PostgresControl.postgres()
                        .query("select member_id from membership where group_id = ?", group))
                .isEmpty();
    }
}
