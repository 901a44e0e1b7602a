package io.muster.gateway;

import static io.muster.gateway.Contractors.admin;
import static io.muster.gateway.Scim.createGroup;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.image;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.muster.gateway.Scim.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The current state told once more: everybody hears all of it, and nothing has changed. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class RepublicationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PATH = "/admin/republications";

    @AfterEach
    void none_goes_on() {
        await().atMost(PATIENCE)
                .until(
                        () -> admin().get(PATH).then().extract().<String>path("items[0].state"),
                        state -> !"running".equals(state));
    }

    @Test
    void each_key_is_told_once_more_with_its_next_version_and_no_change() {
        var id = createUser(userWith(unique("again"), "\"title\":\"T\",\"active\":false"));
        var group = createGroup(unique("Again"));
        scim().body(patch("{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}".formatted(id)))
                .patch("/Groups/" + group)
                .then()
                .statusCode(204);
        scim().body(patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"U\"}"))
                .patch("/Users/" + id)
                .then()
                .statusCode(200);

        var ended = republish();

        ended.body("state", is("done"), "requestedBy", is("admin"));
        assertThat((int) ended.extract().path("resources.told")).isGreaterThanOrEqualTo(2);
        try (var users = KafkaProbe.on(Topics.IDENTITY_USERS);
                var groups = KafkaProbe.on(Topics.IDENTITY_GROUPS);
                var memberships = KafkaProbe.on(Topics.IDENTITY_MEMBERSHIPS);
                var schemas = KafkaProbe.on(Topics.IDENTITY_SCHEMAS)) {
            users.awaitEvent("the user again", event -> isAgain(event, id));
            assertAgain(users.events(id), EventTypes.USER_UPDATED);
            groups.awaitEvent("the group again", event -> isAgain(event, group));
            assertAgain(groups.events(group), EventTypes.GROUP_UPDATED);
            memberships.awaitEvent("the membership again", event -> isAgain(event, id));
            assertAgain(memberships.events(Topics.membershipKey(group, id)), EventTypes.MEMBERSHIP_ADDED);
            schemas.awaitEvent("a schema again", event -> isAgain(event, Scim.USER));
            assertAgain(schemas.events(Scim.USER), EventTypes.SCHEMA_CHANGED);
        }
        scim().get("/Users/" + id).then().header("ETag", "W/\"2\"");
    }

    private static boolean isAgain(Event event, String subject) {
        return subject.equals(event.subject()) && event.data().reason().text().startsWith("Told again for admin");
    }

    /** A group's {@code meta} changes with its members, which is no event of its own. */
    private static JsonNode withoutMeta(Event event) {
        return image(event).deepCopy().without("meta");
    }

    /** The last one is the one before it, with the next version. */
    private static void assertAgain(List<Event> events, String type) {
        var last = events.getLast();
        var before = events.get(events.size() - 2);
        assertThat(last.type()).isEqualTo(type);
        assertThat(last.data().version()).isEqualTo(before.data().version() + 1);
        assertThat(last.data().changes()).isEmpty();
        assertThat(withoutMeta(last)).isEqualTo(withoutMeta(before));
        assertThat(last.data().actor().id()).isEqualTo("admin");
    }

    /** Who changes something meanwhile is neither held up for long nor overtaken: the last event of each is what it is. */
    @Test
    void changes_go_on_meanwhile_and_no_version_is_told_twice() throws InterruptedException {
        var ids = IntStream.range(0, 40)
                .mapToObj(i -> createUser(user(unique("busy"))))
                .toList();
        var changes = new ArrayList<Integer>();
        try (var writers = Executors.newFixedThreadPool(4)) {
            for (int round = 0; round < 10; round++) {
                for (var id : ids) {
                    var title = "t" + round;
                    writers.execute(() -> {
                        int status = scim().body(patch(
                                        "{\"op\":\"replace\",\"path\":\"title\",\"value\":\"%s\"}".formatted(title)))
                                .patch("/Users/" + id)
                                .statusCode();
                        synchronized (changes) {
                            changes.add(status);
                        }
                    });
                }
            }
            republish().body("state", is("done"));
            writers.shutdown();
            assertThat(writers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(changes).hasSize(400).containsOnly(200);
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            for (var id : ids) {
                await().atMost(PATIENCE).until(() -> probe.events(id).size() == 12);
                var events = probe.events(id);
                assertThat(events)
                        .extracting(event -> event.data().version())
                        .containsExactlyElementsOf(IntStream.rangeClosed(1, 12)
                                .mapToObj(Long::valueOf)
                                .toList());
                assertThat(events).filteredOn(event -> isAgain(event, id)).hasSize(1);
                scim().get("/Users/" + id)
                        .then()
                        .body(
                                "title",
                                equalTo(image(events.getLast()).path("title").asText()));
            }
        }
    }

    @Test
    void one_goes_on_at_a_time_and_can_be_stopped() throws SQLException {
        var id = unique("open");
        PostgresControl.postgres().execute("""
                        insert into republication
                            (id, context, requested_by, requested_at, total_resources, total_memberships)
                        values (?, '{}', 'somebody', now(), 0, 0)""", id);
        admin().post(PATH)
                .then()
                .statusCode(409)
                .body("type", containsString("republication-open"), "detail", containsString(id));
        admin().get(PATH + "/" + id).then().body("state", is("running"));
        for (int time = 0; time < 2; time++) {
            admin().delete(PATH + "/" + id)
                    .then()
                    .statusCode(200)
                    .body("state", is("stopped"), "endedAt", notNullValue());
        }
        republish().body("state", is("done"));
        admin().get(PATH + "/none").then().statusCode(404);
    }

    @Test
    void it_is_for_administrators() {
        var hr = "Bearer " + Tokens.client("hr", "scim:read", "scim:write");
        RestAssured.given().header("Authorization", hr).post(PATH).then().statusCode(403);
        RestAssured.given().header("Authorization", hr).get(PATH).then().statusCode(403);
        RestAssured.given().get(PATH).then().statusCode(401);
    }

    private static ValidatableResponse republish() {
        String location = admin().post(PATH).then().statusCode(202).extract().header("Location");
        await().atMost(PATIENCE)
                .until(
                        () -> admin().get(location).then().extract().<String>path("state"),
                        state -> !"running".equals(state));
        return admin().get(location).then();
    }
}
