package io.muster.runtime.pg.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.muster.events.Topics;
import io.muster.runtime.id.Uuid7;
import io.muster.runtime.intake.Bootstrap;
import io.muster.runtime.pg.Events;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(MusterServers.class)
class IntakeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    Bootstrap bootstrap;

    private final PostgresControl postgres = PostgresControl.postgres();
    private final KafkaProbe users = KafkaProbe.on(Topics.IDENTITY_USERS);
    private final KafkaProbe provisioning = KafkaProbe.on(Topics.PROVISIONING_EVENTS);

    @BeforeEach
    void bootstrapped() {
        await().atMost(PATIENCE).until(bootstrap::completed);
    }

    @AfterEach
    void close() {
        users.close();
        provisioning.close();
        postgres.close();
    }

    @Test
    void the_newest_version_stays_whatever_arrives_after_it() throws SQLException {
        var key = Uuid7.next();
        users.send(key, Events.user(key, 2));
        users.send(key, Events.user(key, 1));
        users.send(key, Events.user(key, 3));
        users.send(key, Events.user(key, 2));
        var barrier = Uuid7.next(); // on whatever partition: then the next one on this key's
        users.send(barrier, Events.user(barrier, 1));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(row(key)).containsEntry("version", 3L).containsEntry("title", "version 3"));
        assertThat(row(key)).containsEntry("deleted", false).containsEntry("user_name", "user-" + key);
    }

    @Test
    void of_one_batch_each_change_is_told_once_in_its_order_and_nothing_that_was_known_or_overtaken()
            throws SQLException {
        var key = Uuid7.next();
        var known = Events.user(key, 2);
        users.send(key, known);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(row(key)).containsEntry("version", 2L));
        var third = Events.user(key, 3);
        var fifth = Events.user(key, 5);
        var sixth = Events.user(key, 6);
        users.sendTogether(key, List.of(Events.user(key, 1), third, fifth, Events.user(key, 4), sixth));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(row(key)).containsEntry("version", 6L));
        assertThat(postgres.query("select event_id from user_change where event_id > ? order by n", known.id()))
                .extracting(row -> row.get("event_id"))
                .containsExactly(third.id(), fifth.id(), sixth.id());
    }

    @Test
    void a_null_record_never_removes_a_row_and_buries_one_whose_delete_was_compacted_away() throws SQLException {
        var deleted = Uuid7.next();
        users.send(deleted, Events.user(deleted, 1));
        users.send(deleted, Events.userDeleted(deleted, 2));
        users.sendTombstone(deleted);
        var missed = Uuid7.next();
        users.send(missed, Events.user(missed, 1));
        users.sendTombstone(missed);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(row(deleted)).containsEntry("deleted", true).containsEntry("version", 2L);
            assertThat(row(missed)).containsEntry("deleted", true).containsEntry("version", 1L);
        });
    }

    @Test
    void an_event_of_a_history_topic_is_taken_once() throws SQLException {
        var key = Uuid7.next();
        var event = Events.accountCreated(key);
        provisioning.send(key, event);
        provisioning.send(key, event);
        var last = Events.accountCreated(key);
        provisioning.send(key, last);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(provisioned(last.id())).hasSize(1));
        assertThat(provisioned(event.id())).hasSize(1);
    }

    @Test
    void a_record_that_cannot_be_read_is_parked_and_the_others_go_on() throws SQLException {
        var key = Uuid7.next();
        users.send(new ProducerRecord<>(Topics.IDENTITY_USERS, key, "no JSON".getBytes(StandardCharsets.UTF_8)));
        users.send(key, Events.user(key, 1));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(row(key)).containsEntry("version", 1L));
        var parked = postgres.query("select id from parked where key = ?", key);
        assertThat(parked).hasSize(1);
        var id = String.valueOf(parked.getFirst().get("id"));
        given().auth()
                .oauth2(Tokens.with("provisioning:write"))
                .get("/parked/" + id)
                .then()
                .statusCode(200)
                .body("key", is(key))
                .body("value", is("bm8gSlNPTg=="));
        given().auth()
                .oauth2(Tokens.with("provisioning:write"))
                .post("/parked/" + id + "/retry")
                .then()
                .statusCode(409)
                .contentType(containsString("application/problem+json"));
        given().auth().oauth2(Tokens.with("scim:read")).get("/parked").then().statusCode(403);
        given().get("/parked").then().statusCode(401);
    }

    @Test
    void a_parked_record_that_has_become_readable_is_written_when_it_is_driven_again() throws SQLException {
        var key = Uuid7.next();
        var event = Events.user(key, 7);
        var codec = new io.muster.events.EventCodec();
        var headers = new com.fasterxml.jackson.databind.ObjectMapper()
                .valueToTree(codec.headers(event))
                .toString();
        postgres.execute(
                "insert into parked (id, topic, partition, at_offset, sent_at, key, headers, value, cause)"
                        + " values (?, ?, 0, -1, now(), ?, ?::jsonb, ?, 'an older release')",
                key,
                Topics.IDENTITY_USERS,
                key,
                headers,
                codec.value(event));
        given().auth()
                .oauth2(Tokens.with("scim:admin"))
                .post("/parked/" + key + "/retry")
                .then()
                .statusCode(204);
        assertThat(row(key)).containsEntry("version", 7L);
        given().auth()
                .oauth2(Tokens.with("scim:admin"))
                .get("/parked?limit=1000")
                .then()
                .statusCode(200)
                .body("items.findAll { it.id == '" + key + "' }", hasSize(0));
    }

    @Test
    void data_that_the_store_can_never_take_is_parked_alone() throws SQLException {
        var bad = Uuid7.next();
        var event = Events.user(bad, 1);
        java.util.Objects.requireNonNull(event.data().resource()).put("title", "a NUL \0 in it");
        users.send(bad, event);
        var good = Uuid7.next();
        users.send(good, Events.user(good, 1));
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(row(good)).containsEntry("version", 1L);
            assertThat(postgres.query("select cause from parked where key = ?", bad))
                    .hasSize(1);
        });
        assertThat(rows(bad)).isEmpty();
    }

    @Test
    void without_postgresql_nothing_is_lost_and_the_same_process_catches_up() throws SQLException {
        var before = ProcessHandle.current().pid();
        postgres.kill();
        var key = Uuid7.next();
        users.send(key, Events.user(key, 1));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> given().get(health("ready")).then().statusCode(503));
        given().get(health("live")).then().statusCode(200);
        postgres.start();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(row(key)).containsEntry("version", 1L));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> given().get(health("ready")).then().statusCode(200));
        assertThat(ProcessHandle.current().pid()).isEqualTo(before);
    }

    private static String health(String what) {
        var port = org.eclipse.microprofile.config.ConfigProvider.getConfig()
                .getValue("quarkus.management.test-port", Integer.class);
        return "http://localhost:" + port + "/q/health/" + what;
    }

    private Map<String, Object> row(String key) throws SQLException {
        var rows = rows(key);
        assertThat(rows).as("row of " + key).hasSize(1);
        return rows.getFirst();
    }

    @SuppressWarnings("NullAway") // no column of this query is null
    private List<Map<String, Object>> rows(String key) throws SQLException {
        return List.copyOf(postgres.query(
                "select version, deleted, user_name, resource ->> 'title' as title from directory_user where key = ?",
                key));
    }

    private List<?> provisioned(String eventId) throws SQLException {
        return postgres.query("select n from provisioned where event_id = ?", eventId);
    }
}
