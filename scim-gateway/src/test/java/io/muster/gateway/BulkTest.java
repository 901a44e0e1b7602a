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
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import io.muster.events.EventTypes;
import io.muster.events.Lane;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(MusterServers.class)
class BulkTest {
    @Test
    void references_are_resolved_whatever_the_order() {
        var group =
                "{\"method\":\"POST\",\"path\":\"/Groups\",\"bulkId\":\"g\",\"data\":{\"displayName\":\"%s\",\"members\":[{\"value\":\"bulkId:u\"}]}}"
                        .formatted(unique("Bulk"));
        var answer = bulk(0, group, create("u", user(unique("bulk"))))
                .statusCode(200)
                .body("Operations.status", equalTo(List.of("201", "201")))
                .body("Operations[0].bulkId", is("g"))
                .extract();
        String location = answer.path("Operations[0].location");
        String userLocation = answer.path("Operations[1].location");
        var member = userLocation.substring(userLocation.lastIndexOf('/') + 1);
        scim().get("/Groups/" + location.substring(location.lastIndexOf('/') + 1))
                .then()
                .body("members.value", equalTo(List.of(member)));
    }

    @Test
    void groups_that_hold_each_other_are_made() {
        var a = circular("a", "b");
        var b = circular("b", "a");
        bulk(0, a, b).statusCode(200).body("Operations.status", equalTo(List.of("201", "201")));
    }

    @Test
    void a_patch_may_choose_by_what_is_made_beside_it() {
        var group = Scim.createGroup(unique("Chosen"));
        var path = "\"path\":\"members[value eq \\\"bulkId:u\\\"]\"";
        var operations =
                "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"bulkId:u\"}]},{\"op\":\"remove\"," + path
                        + "}";
        bulk(
                        0,
                        create("u", user(unique("chosen"))),
                        "{\"method\":\"PATCH\",\"path\":\"/Groups/" + group + "\",\"data\":" + patch(operations) + "}")
                .statusCode(200)
                .body("Operations.status", equalTo(List.of("201", "200")));
        scim().get("/Groups/" + group).then().body("containsKey('members')", is(false));
    }

    @Test
    void people_who_manage_each_other_or_themselves_are_made() {
        var answer = bulk(0, managed("a", "b"), managed("b", "a"), managed("self", "self"))
                .statusCode(200)
                .body("Operations.status", equalTo(List.of("201", "201", "201")))
                .extract();
        List<String> ids = answer.<List<String>>path("Operations.location").stream()
                .map(location -> location.substring(location.lastIndexOf('/') + 1))
                .toList();
        var managers = List.of(ids.get(1), ids.get(0), ids.get(2));
        for (int i = 0; i < ids.size(); i++) {
            var person = Scim.json(scim().get("/Users/" + ids.get(i)).then().statusCode(200));
            assertThat(person.path(ENTERPRISE).path("manager").path("value").asText())
                    .isEqualTo(managers.get(i));
            assertThat(person.path(ENTERPRISE).path("department").asText()).isEqualTo("D");
        }
    }

    @Test
    void what_needs_somebody_of_a_circle_finds_him() {
        var group = Scim.createGroup(unique("Circle"));
        var addition = patch("{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"bulkId:a\"}]}");
        bulk(
                        0,
                        "{\"method\":\"PATCH\",\"path\":\"/Groups/" + group + "\",\"data\":" + addition + "}",
                        managed("a", "b"),
                        managed("b", "a"))
                .statusCode(200)
                .body("Operations.status", equalTo(List.of("200", "201", "201")));
        scim().get("/Groups/" + group).then().body("members", hasSize(1));
    }

    @Test
    void also_where_errors_end_the_request_the_half_of_a_circle_is_told_of() {
        var taken = unique("taken");
        createUser(user(taken));
        bulk(1, managed("a", "b"), managed(taken, "b", "a"))
                .statusCode(200)
                .body("Operations.status", equalTo(List.of("409", "409")))
                .body("Operations[0].response.detail", containsString("was made all the same"));
    }

    @Test
    void of_a_circle_in_which_one_fails_the_other_tells_what_it_lacks() {
        var taken = unique("taken");
        createUser(user(taken));
        bulk(0, managed("a", "b"), managed(taken, "b", "a"))
                .statusCode(200)
                .body("Operations.status", equalTo(List.of("409", "409")))
                .body("Operations[0].response.detail", containsString("bulkId b"))
                .body("Operations[0].response.detail", containsString("was made all the same"))
                .body("Operations[1].response.scimType", is("uniqueness"));
    }

    @Test
    void more_than_ten_operations_are_in_the_bulk_lane_and_errors_do_not_stop_the_others() {
        var taken = unique("taken");
        createUser(user(taken));
        var operations = IntStream.range(0, 60)
                .mapToObj(i -> create("u" + i, user(i == 7 ? taken : unique("many"))))
                .toArray(String[]::new);
        var answer = bulk(0, operations)
                .statusCode(200)
                .body("Operations", hasSize(60))
                .body("Operations[7].status", is("409"))
                .body("Operations[7].location", nullValue())
                .body("Operations[7].response.scimType", is("uniqueness"))
                .extract();
        List<String> statuses = answer.path("Operations.status");
        assertThat(statuses).filteredOn("201"::equals).hasSize(59);
        String location = answer.path("Operations[59].location");
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            var event = probe.awaitEvent(EventTypes.USER_CREATED, location.substring(location.lastIndexOf('/') + 1));
            assertThat(event.lane()).isEqualTo(Lane.BULK);
        }
    }

    @Test
    void after_as_many_errors_as_allowed_nothing_more_is_begun() {
        var name = unique("once");
        bulk(1, create("a", user(name)), create("b", user(name)), create("c", user(unique("never"))))
                .statusCode(200)
                .body("Operations.status", equalTo(List.of("201", "409")));
    }

    @Test
    void passwords_of_many_wait_for_their_turn() {
        var operations = IntStream.range(0, 12)
                .mapToObj(
                        i -> create("u" + i, userWith(unique("secret"), "\"password\":\"t0p-secret-%s\"".formatted(i))))
                .toArray(String[]::new);
        bulk(0, operations).statusCode(200).body("Operations.status", everyItem(is("201")));
    }

    @Test
    void changes_of_one_resource_keep_their_order() {
        var id = createUser(user(unique("seq")));
        var operations = IntStream.rangeClosed(1, 9)
                .mapToObj(i -> "{\"method\":\"PATCH\",\"path\":\"%s/%s\",\"data\":%s}"
                        .formatted(
                                i % 2 == 0 ? "/Users" : "Users/",
                                id,
                                patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"t%d\"}".formatted(i))))
                .toArray(String[]::new);
        bulk(0, operations).statusCode(200).body("Operations[8].version", is("W/\"10\""));
        scim().get("/Users/" + id).then().body("title", is("t9"));
    }

    @Test
    void what_takes_a_name_comes_to_the_same_as_one_after_the_other() {
        var operations = new ArrayList<String>();
        var expected = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            var name = unique("order");
            operations.add(create(name + "1", user(name)));
            operations.add(create(name + "2", user(name.toUpperCase(Locale.ROOT))));
            expected.addAll(List.of("201", "409"));
        }
        for (int i = 0; i < 20; i++) {
            var name = unique("order");
            operations.add(change("DELETE", createUser(user(name)), "{}"));
            operations.add(create(name + "3", user(name)));
            expected.addAll(List.of("204", "201"));
        }
        for (int i = 0; i < 20; i++) {
            var name = unique("order");
            var id = createUser(user(name));
            operations.add(create(name + "4", user(name)));
            operations.add(change(
                    "PATCH",
                    id,
                    patch("{\"op\":\"replace\",\"path\":\"userName\",\"value\":\"%s-new\"}".formatted(name))));
            operations.add(create(name + "5", user(name)));
            operations.add(create(name + "6", user(name + "-new")));
            expected.addAll(List.of("409", "200", "201", "409"));
        }
        bulk(0, operations.toArray(String[]::new)).body("Operations.status", is(expected));
    }

    @Test
    void who_is_deleted_behind_what_names_him_is_there_until_then() {
        var operations = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            var member = createUser(user(unique("named")));
            operations.add(
                    "{\"method\":\"POST\",\"path\":\"/Groups\",\"bulkId\":\"g%d\",\"data\":{\"displayName\":\"%s\",\"members\":[{\"value\":\"%s\"}]}}"
                            .formatted(i, unique("Named"), member));
            operations.add(change("DELETE", member, "{}"));
        }
        bulk(0, operations.toArray(String[]::new)).body("Operations.status", everyItem(is(oneOf("201", "204"))));
    }

    private static String change(String method, String id, String data) {
        return "{\"method\":\"%s\",\"path\":\"/Users/%s\",\"data\":%s}".formatted(method, id, data);
    }

    @Test
    void over_a_limit_nothing_is_done_and_the_limit_is_named() {
        var operations = IntStream.range(0, 1001)
                .mapToObj(i -> create("u" + i, user("x")))
                .toArray(String[]::new);
        bulk(0, operations).statusCode(413).body("detail", containsString("1000"));
        var large = create("u", userWith("x", "\"title\":\"" + "x".repeat(8_400_000) + "\""));
        bulk(0, large).statusCode(413).body("detail", containsString("8388608"));
        as("reader", "scim:read").body("{}").post("/Bulk").then().statusCode(403);
    }

    private static String create(String bulkId, String data) {
        return "{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"%s\",\"data\":%s}".formatted(bulkId, data);
    }

    private static String managed(String own, String manager) {
        return managed(unique("managed"), own, manager);
    }

    private static String managed(String userName, String own, String manager) {
        return create(
                own,
                userWith(
                        userName,
                        "\"%s\":{\"department\":\"D\",\"manager\":{\"value\":\"bulkId:%s\"}}"
                                .formatted(ENTERPRISE, manager)));
    }

    private static String circular(String own, String other) {
        return "{\"method\":\"POST\",\"path\":\"/Groups\",\"bulkId\":\"%s\",\"data\":{\"displayName\":\"%s\",\"members\":[{\"value\":\"bulkId:%s\"}]}}"
                .formatted(own, unique("Circle"), other);
    }

    private static ValidatableResponse bulk(int failOnErrors, String... operations) {
        var body = java.util.Arrays.stream(operations).collect(Collectors.joining(","));
        return scim().body("{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],%s\"Operations\":[%s]}"
                        .formatted(failOnErrors > 0 ? "\"failOnErrors\":" + failOnErrors + "," : "", body))
                .post("/Bulk")
                .then();
    }
}
