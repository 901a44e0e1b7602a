package io.muster.gateway;

import static io.muster.gateway.Async.accepted;
import static io.muster.gateway.Async.circular;
import static io.muster.gateway.Async.creation;
import static io.muster.gateway.Async.operation;
import static io.muster.gateway.Async.result;
import static io.muster.gateway.Async.status;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.search;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.muster.gateway.Scim.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.oneOf;

import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An asynchronous bulk request survives what happens to it, and none of its operations happens twice. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class AsyncBulkDurabilityTest {
    private static final int SIZE = 300;

    private final PostgresControl postgres = PostgresControl.postgres();

    @Test
    void with_its_database_killed_in_the_middle_it_goes_on_and_nothing_happens_twice() {
        var name = unique("killed");
        var changed = createUser(user(name + "-changed"));
        var operations = new ArrayList<String>();
        for (int i = 0; i < SIZE; i++) {
            operations.add(creation("u" + i, userWith(name + i, "\"title\":\"" + name + "\"")));
            if (i % 10 == 0) { // each of them a change only the first time
                operations.add(operation("PATCH", changed, add("x" + i)));
                operations.add(operation("PATCH", changed, remove("x" + i)));
            }
        }
        var id = accepted(operations.toArray(String[]::new));
        try (postgres) {
            for (int part = 1; part <= 3; part++) {
                int reached = operations.size() * part / 4;
                await().atMost(Async.PATIENCE)
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(done(id)).isGreaterThanOrEqualTo(reached));
                postgres.kill();
                postgres.start();
            }
        }
        result(id).body("Operations.status", everyItem(is(oneOf("200", "201"))));
        await().atMost(Async.PATIENCE)
                .untilAsserted(() -> assertThat(told(name))
                        .hasSize(SIZE)
                        .allSatisfy((key, events) -> assertThat(events).isOne()));
        search("userName eq \"" + name + "-changed\"")
                .body("Resources[0].meta.version", is("W/\"" + (1 + SIZE / 5) + "\""));
    }

    /** How many are done; a request whose result is there is done whole. */
    private static int done(String id) {
        var answer = status(id).extract();
        return answer.statusCode() == 200 ? Integer.MAX_VALUE : answer.path("done");
    }

    private static String add(String value) {
        return patch("{\"op\":\"add\",\"path\":\"roles\",\"value\":[{\"value\":\"%s\"}]}".formatted(value));
    }

    private static String remove(String value) {
        return patch("{\"op\":\"remove\",\"path\":\"roles[value eq \\\"%s\\\"]\"}".formatted(value));
    }

    @Test
    void what_was_done_and_whose_end_was_not_recorded_is_not_done_again() throws SQLException {
        var name = unique("recorded");
        var gone = createUser(user(name + "-gone"));
        var id = accepted(
                creation("a", userWith(name + "a", "\"title\":\"" + name + "\"")),
                operation("DELETE", gone, ""),
                creation("twice", user(name + "a")),
                creation("b", userWith(name + "b", "\"title\":\"" + name + "\",\"nickName\":\"bulkId:a\"")));
        var before = result(id)
                .body("Operations.status", is(List.of("201", "204", "409", "201")))
                .extract()
                .asString();
        // As after a SIGKILL between the last operation's commit and the end of the claim.
        postgres.execute("update bulk_request set ended_at = null where id = ?", id);
        postgres.execute("update due set due_at = now() where kind = 'bulk' and key = ?", id);
        assertThat(result(id).extract().asString()).isEqualTo(before);
        assertThat(told(name))
                .hasSize(2)
                .allSatisfy((key, events) -> assertThat(events).isOne());
    }

    @Test
    void two_workers_that_do_the_same_operation_at_the_same_time_do_it_once() throws SQLException {
        var name = unique("both");
        String id;
        try (var other = postgres.connect();
                var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table resource in exclusive mode");
            var operations = new ArrayList<>(IntStream.range(0, 8)
                    .mapToObj(i -> creation("u" + i, userWith(name + i, "\"title\":\"" + name + "\"")))
                    .toList());
            // Who needs what the slower worker is refused, because the faster one has done it, is not refused.
            operations.add(
                    creation("last", userWith(name + "last", "\"title\":\"" + name + "\",\"nickName\":\"bulkId:u0\"")));
            id = accepted(operations.toArray(String[]::new));
            await().atMost(Async.PATIENCE)
                    .untilAsserted(() -> assertThat(waiting()).isEqualTo(8));
            // As of a worker that was silent for longer than its lease: whoever looks next claims what it still works
            // on.
            postgres.execute(
                    "update due set lease_until = now() - interval '1 second' where kind = 'bulk' and key = ?", id);
            await().atMost(Async.PATIENCE)
                    .untilAsserted(() -> assertThat(waiting()).isEqualTo(16));
            other.rollback();
        }
        result(id).body("Operations.status", everyItem(is("201")));
        search("title eq \"" + name + "\"").body("totalResults", is(9));
        await().atMost(Async.PATIENCE)
                .untilAsserted(() -> assertThat(told(name))
                        .hasSize(9)
                        .allSatisfy((key, events) -> assertThat(events).isOne()));
    }

    private int waiting() throws SQLException {
        return postgres.query(
                        "select 1 from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'resource' and not l.granted")
                .size();
    }

    @Test
    void groups_that_hold_each_other_are_completed_by_whoever_goes_on() throws SQLException {
        var name = unique("Ring");
        var id = accepted(circular("a", "b", name + "a"), circular("b", "a", name + "b"));
        var before = result(id).extract();
        var location = before.<String>path("Operations[1].location");
        var group = location.substring(location.lastIndexOf('/') + 1);
        // As after a SIGKILL when both groups were made and only the first one had its member.
        postgres.execute(
                "update bulk_operation set outcome = null, operation = cast(? as json) where request_id = ? and n = 1",
                circular("b", "a", name + "b"),
                id);
        postgres.execute("delete from membership where group_id = ?", group);
        postgres.execute("update bulk_request set ended_at = null where id = ?", id);
        postgres.execute("update due set due_at = now() where kind = 'bulk' and key = ?", id);
        result(id).body("Operations.status", is(List.of("201", "201"))).body("Operations[1].location", is(location));
        Scim.scim().get("/Groups/" + group).then().body("members.size()", is(1));
        Scim.scim()
                .queryParam("filter", "displayName sw \"" + name + "\"")
                .get("/Groups")
                .then()
                .body("totalResults", is(2));
    }

    /** How many records each person of a test has on the topic. */
    private static Map<String, Long> told(String title) {
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            return probe.all().stream()
                    .filter(polled -> KafkaProbe.says(polled, "\"title\":\"" + title + "\""))
                    .collect(Collectors.groupingBy(polled -> polled.key(), Collectors.counting()));
        }
    }
}
