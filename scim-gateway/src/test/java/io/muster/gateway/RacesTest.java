package io.muster.gateway;

import static io.muster.gateway.Scim.createGroup;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.search;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.muster.gateway.Scim.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.Random;
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

    /** They are written together, but what is wrong with one of them is his own. */
    @Test
    void of_48_who_are_created_at_once_each_gets_his_own_answer() throws Exception {
        var mark = unique("crowd");
        createUser(user(mark + "-taken"));
        var tooLong = new Random(1)
                .ints(10_000, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        var answers = Together.run(48, i -> {
            var name = mark
                    + switch (i % 6) {
                        case 0 -> "-taken";
                        case 1 -> "-" + i + tooLong;
                        case 2 -> "-" + i + "\\u0000";
                        default -> "-" + i;
                    };
            return scim().body(user(name)).post("/Users").then();
        });
        var made = new ArrayList<String>();
        for (int i = 0; i < answers.size(); i++) {
            switch (i % 6) {
                case 0 -> answers.get(i).statusCode(409).body("scimType", is("uniqueness"));
                case 1 -> answers.get(i).statusCode(400).body("detail", containsString("too long to be unique"));
                case 2 -> answers.get(i).statusCode(400).body("detail", containsString("U+0000"));
                default -> made.add(Scim.id(answers.get(i).statusCode(201).body("userName", is(mark + "-" + i))));
            }
        }
        search("userName sw \"" + mark + "\"").body("totalResults", is(made.size() + 1));
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            made.forEach(id -> probe.awaitEvent(EventTypes.USER_CREATED, id));
            assertThat(probe.all())
                    .filteredOn(polled -> KafkaProbe.says(polled, mark))
                    .hasSize(made.size() + 1);
        }
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

    @Test
    void of_40_who_set_a_password_some_are_told_to_come_again_and_are_nowhere() throws Exception {
        var mark = unique("secret");
        var answers = Together.run(40, i -> withPassword(mark + "-" + i));
        var refused = answers.stream()
                .filter(answer -> answer.extract().statusCode() != 201)
                .toList();
        assertThat(refused).isNotEmpty().hasSizeLessThan(answers.size());
        for (var answer : refused) {
            answer.statusCode(429)
                    .contentType(Scim.MEDIA)
                    .header("Retry-After", "1")
                    .body("schemas", hasSize(1))
                    .body("schemas[0]", is("urn:ietf:params:scim:api:messages:2.0:Error"))
                    .body("status", is("429"))
                    .body("detail", containsString("try again"));
        }

        var last = Scim.id(withPassword(mark + "-later"));
        int made = answers.size() - refused.size() + 1;
        scim().queryParam("filter", "userName sw \"" + mark + "\"")
                .get("/Users")
                .then()
                .statusCode(200)
                .body("totalResults", is(made));
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            probe.await("the last one", polled -> last.equals(polled.key()));
            assertThat(probe.all())
                    .filteredOn(polled -> KafkaProbe.says(polled, mark))
                    .hasSize(made);
        }
    }

    private static ValidatableResponse withPassword(String userName) {
        return scim().body(userWith(userName, "\"password\":\"t0p-secret\""))
                .post("/Users")
                .then();
    }
}
