package io.muster.gateway;

import static io.muster.gateway.Async.accepted;
import static io.muster.gateway.Async.body;
import static io.muster.gateway.Async.circular;
import static io.muster.gateway.Async.creation;
import static io.muster.gateway.Async.operation;
import static io.muster.gateway.Async.post;
import static io.muster.gateway.Async.result;
import static io.muster.gateway.Async.status;
import static io.muster.gateway.Scim.as;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.search;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.muster.gateway.Scim.userWith;
import static io.muster.gateway.Scim.with;
import static io.muster.gateway.TokenCalls.ask;
import static io.muster.gateway.TokenCalls.given;
import static io.muster.gateway.TokenCalls.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.muster.events.EventTypes;
import io.muster.events.Lane;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bulk request that is answered before it is done (RFC 9967 §2.5.1): its result is what the answer would have been. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class AsyncBulkTest {
    @Test
    void its_result_is_what_the_answer_would_have_been() {
        var taken = unique("taken");
        var kept = createUser(user(taken));
        var left = createUser(user(unique("left")));
        var operations = new ArrayList<>(List.of(
                circular("a", "b", unique("Circle")),
                circular("b", "a", unique("Circle")),
                operation("PATCH", kept, patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"1\"}")),
                operation("PUT", kept, userWith(taken, "\"title\":\"2\"")),
                operation("DELETE", left, ""),
                creation("no", user(taken)),
                creation("orphan", userWith(unique("u"), "\"nickName\":\"bulkId:nobody\""))));
        IntStream.range(0, 30).forEach(i -> operations.add(creation("u" + i, user(unique("many")))));
        var id = accepted(operations.toArray(String[]::new));
        var done = result(id)
                .body("Operations", hasSize(37))
                .body("Operations[0..6].status", equalTo(List.of("201", "201", "200", "200", "204", "409", "409")))
                .body("Operations[0].bulkId", is("a"))
                .body("Operations[2].version", is("W/\"2\""))
                .body("Operations[3].version", is("W/\"3\""))
                .body("Operations[3].location", is(status(id).extract().<String>path("Operations[2].location")))
                .body("Operations[4].version", nullValue())
                .body("Operations[5].response.scimType", is("uniqueness"))
                .body("Operations[5].location", nullValue())
                .body("Operations[6].response.detail", containsString("nobody"))
                .extract();
        List<String> locations = done.path("Operations.location");
        assertThat(done.header("Expires")).isNotEmpty();
        RestAssured.given()
                .header("Authorization", "Bearer " + Tokens.client("hr", "scim:read"))
                .get(locations.get(36))
                .then()
                .statusCode(200);
        scim().get("/Users/" + kept).then().body("title", is("2"));
        scim().get("/Users/" + left).then().statusCode(404);
        scim().get("/Groups/" + last(locations.get(0)))
                .then()
                .body("members.value", equalTo(List.of(last(locations.get(1)))));
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            assertThat(probe.awaitEvent(EventTypes.USER_CREATED, last(locations.get(36)))
                            .lane())
                    .isEqualTo(Lane.BULK);
        }
    }

    @Test
    void after_as_many_errors_as_allowed_nothing_more_is_begun() {
        var name = unique("once");
        var id = accepted(
                scim(), 1, creation("a", user(name)), creation("b", user(name)), creation("c", user(unique("never"))));
        result(id).body("Operations.status", equalTo(List.of("201", "409")));
    }

    @Test
    void only_its_client_sees_how_far_it_is_and_stops_it() throws SQLException {
        var name = unique("stopped");
        String id;
        try (var lock = nobodyWrites()) {
            id = accepted(IntStream.range(0, 40)
                    .mapToObj(i -> creation("u" + i, user(name + i)))
                    .toArray(String[]::new));
            status(id)
                    .statusCode(202)
                    .header("Retry-After", "1")
                    .body("operations", is(40))
                    .body("done", is(0))
                    .body("failed", is(0));
            as("payroll", "scim:read", "scim:write").get("/Bulk/" + id).then().statusCode(404);
            as("payroll", "scim:read", "scim:write")
                    .delete("/Bulk/" + id)
                    .then()
                    .statusCode(404);
            as("hr", "scim:read").get("/Bulk/" + id).then().statusCode(403);
            RestAssured.given().get("/scim/v2/Bulk/" + id).then().statusCode(401);
            scim().delete("/Bulk/" + id).then().statusCode(204);
            lock.rollback();
        }
        status(id).statusCode(404).contentType(Scim.MEDIA).body("detail", containsString(id));
        await().atMost(Async.PATIENCE)
                .untilAsserted(() -> assertThat(PostgresControl.postgres()
                                .query("select 1 from due where kind = 'bulk' and key = ?", id))
                        .isEmpty());
        search("userName sw \"" + name + "\"").body("totalResults", is(0));
    }

    @Test
    void a_client_has_so_many_that_are_not_done_and_no_more() throws SQLException {
        var ids = new ArrayList<String>();
        try (var lock = nobodyWrites()) {
            for (int i = 0; i < 3; i++) {
                ids.add(accepted(creation("u", user(unique("waiting")))));
            }
            post(scim(), "respond-async", body(0, creation("u", user(unique("refused")))))
                    .statusCode(429)
                    .header("Retry-After", "1")
                    .body("detail", containsString("3 bulk requests"));
            accepted(as("payroll", "scim:write"), 0, creation("u", user(unique("other"))));
            lock.rollback();
        }
        ids.forEach(id -> result(id).body("Operations.status", equalTo(List.of("201"))));
        result(accepted(creation("u", user(unique("again")))));
    }

    @Test
    void who_would_rather_wait_is_answered_at_its_end() {
        post(scim(), "respond-async, wait=20", body(0, creation("u", user(unique("waits")))))
                .statusCode(200)
                .body("Operations.status", equalTo(List.of("201")));
        post(scim(), "wait=20", body(0, creation("u", user(unique("sync")))))
                .statusCode(200)
                .header("Preference-Applied", nullValue())
                .body("Operations.status", equalTo(List.of("201")));
    }

    @Test
    void passwords_and_what_is_done_are_not_kept() throws SQLException {
        post(scim(), "respond-async", body(0, creation("u", userWith(unique("secret"), "\"passWord\":\"canary-3f9\""))))
                .statusCode(200)
                .body("Operations.status", equalTo(List.of("201")));
        var id = accepted(
                scim(),
                1,
                creation("a", userWith(unique("kept"), "\"title\":\"canary-3f9\"")),
                creation("b", "{\"title\":\"canary-3f9\"}"),
                creation("c", userWith(unique("never"), "\"title\":\"canary-3f9\"")));
        result(id).body("Operations.status", equalTo(List.of("201", "400")));
        assertThat(PostgresControl.postgres()
                        .query("select 1 from bulk_operation where cast(operation as text) like '%canary-3f9%'"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // A text that holds an object is read as one, whatever way its letters are written.
                "\"{\\\"pass\\\\u0077ord\\\":\\\"Canary-7c1d\\\"}\"",
                "\" {\\\"\\\\u0050ASSWORD\\\":\\\"Canary-7c1d\\\"}\"",
                "\"{\\\"urn:ietf:params:scim:schemas:core:2.0:User:passw\\\\u006frd\\\":\\\"Canary-7c1d\\\"}\"",
                "\"{\\\"title\\\":\\\"{\\\\\\\"pass\\\\\\\\u0077ord\\\\\\\":\\\\\\\"Canary-7c1d\\\\\\\"}\\\"}\"",
                // ſ is an s, as names are compared.
                "{\"pa\u017f\u017fword\":\"Canary-7c1d\"}",
                "\"{\\\"pa\u017f\\\\u017fword\\\":\\\"Canary-7c1d\\\"}\""
            })
    void a_password_is_seen_however_it_is_written(String value) throws SQLException {
        var id = createUser(user(unique("written")));
        var operation = "{\"op\":\"replace\",\"value\":%s}".formatted(value);
        post(scim(), "respond-async", body(0, operation("PATCH", id, patch(operation))))
                .statusCode(200)
                .body("Operations", hasSize(1));
        assertThat(PostgresControl.postgres()
                        .query("select 1 from bulk_operation where cast(operation as text) like '%Canary-7c1d%'"))
                .isEmpty();
    }

    @Test
    void it_may_do_no_more_than_its_client_may() {
        var client = with(given(ask(wish(
                        unique("blinkered"), "\"hiddenAttributes\":[\"phoneNumbers\"]", "scim:read", "scim:write")))
                .secret());
        post(
                        client,
                        "respond-async, wait=20",
                        body(
                                0,
                                creation("a", userWith(unique("seen"), "\"title\":\"Dr\"")),
                                creation("b", userWith(unique("hidden"), "\"phoneNumbers\":[{\"value\":\"1\"}]"))))
                .statusCode(200)
                .body("Operations.status", equalTo(List.of("201", "403")));
        post(as("reader", "scim:read"), "respond-async", body(0)).statusCode(403);
        post(scim(), "respond-async", "{\"Operations\":1}").statusCode(400);
    }

    @Test
    void its_result_is_forgotten_when_its_time_is_over() throws SQLException {
        var id = accepted(creation("u", user(unique("forgotten"))));
        result(id);
        var postgres = PostgresControl.postgres();
        assertThat(postgres.query(
                        "select due_at > now() + interval '23 hours' and due_at < now() + interval '25 hours' as ok from due where kind = 'bulk' and key = ?",
                        id))
                .containsExactly(Map.of("ok", true));
        postgres.execute("update due set due_at = now() where kind = 'bulk' and key = ?", id);
        await().atMost(Async.PATIENCE).untilAsserted(() -> status(id).statusCode(404));
        assertThat(postgres.query("select 1 from bulk_operation where request_id = ?", id))
                .isEmpty();
    }

    private static String last(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** Until it is rolled back nobody writes a resource. */
    private static Connection nobodyWrites() throws SQLException {
        var other = PostgresControl.postgres().connect();
        other.setAutoCommit(false);
        try (var statement = other.createStatement()) {
            statement.execute("lock table resource in exclusive mode");
        }
        return other;
    }
}
