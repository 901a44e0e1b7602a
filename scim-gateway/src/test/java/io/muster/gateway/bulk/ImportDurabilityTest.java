package io.muster.gateway.bulk;

import static io.muster.gateway.bulk.Feed.accepted;
import static io.muster.gateway.bulk.Feed.ended;
import static io.muster.gateway.bulk.Feed.rows;
import static io.muster.gateway.bulk.Feed.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** An import survives what happens to it: it goes on where it was, and nobody is told of twice. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class ImportDurabilityTest {
    private static final int SIZE = 400;

    @Test
    void with_its_database_killed_at_any_row_it_goes_on_and_each_person_is_created_once() {
        var feed = Feed.of(SIZE);
        var id = accepted(feed.mapping(), feed.csv());
        try (var postgres = PostgresControl.postgres()) {
            for (int part = 1; part <= 3; part++) {
                int reached = SIZE * part / 4;
                await().atMost(Feed.PATIENCE)
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(written(id)).isGreaterThanOrEqualTo(reached));
                postgres.kill();
                postgres.start();
            }
        }
        await().atMost(Feed.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> status(id).body("state", is("done")));
        status(id).body("totals.create", is(SIZE)).body("progress.written", is(SIZE));
        eachPersonHasOneEvent(feed);
    }

    @Test
    void what_was_written_and_not_yet_recorded_is_written_again_without_a_word() throws SQLException {
        var feed = Feed.of(60);
        feed.send();
        for (int i = 0; i < 20; i++) {
            feed.person(i).put("department", "Sales");
        }
        feed.leaves(59);
        feed.hire(70);
        var run = feed.send();
        var id = run.extract().<String>path("id");
        var told = told(feed);
        var rows = rows(id);
        // As after a SIGKILL between the last row's commit and the end of its claim.
        var postgres = PostgresControl.postgres();
        postgres.execute("update import_row set status = 'planned' where import_id = ? and status = 'written'", id);
        postgres.execute("update import set state = 'running', ended_at = null, totals = null where id = ?", id);
        postgres.execute(
                "insert into due (kind, key, priority, due_at) values ('import', 'all', 2, now()) on conflict (kind, key) do update set due_at = now()");
        ended(id).body("totals", equalTo(run.extract().<Map<String, Integer>>path("totals")));
        assertThat(rows(id)).isEqualTo(rows);
        feed.send().body("totals.unchanged", is(60));
        assertThat(told(feed)).isEqualTo(told);
    }

    @Test
    void whom_a_worker_without_its_lease_creates_beside_us_is_no_rejected_row() throws SQLException {
        var feed = Feed.of(1);
        String id;
        try (var other = PostgresControl.postgres().connect();
                var late = other.createStatement()) {
            other.setAutoCommit(false);
            late.execute("lock table resource in exclusive mode");
            id = accepted(feed.mapping(), feed.csv());
            await().atMost(Feed.PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    PostgresControl.postgres()
                                            .query(
                                                    "select 1 from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'resource' and not l.granted"))
                            .isNotEmpty());
            late.execute("""
                    insert into resource (id, type, document, folded, created, last_modified)
                    select new_id, 'User', '{"userName": "late"}', '{"userName": "late"}', now(), now()
                      from import_row where import_id = '%s'""".formatted(id));
            other.commit();
        }
        ended(id).body("state", is("done")).body("totals.create", is(1)).body("totals.rejected", is(0));
        PostgresControl.postgres()
                .execute("delete from resource where id = (select new_id from import_row where import_id = ?)", id);
    }

    @Test
    void one_that_has_begun_is_not_interrupted_by_an_older_id_that_comes_in_after_it() throws SQLException {
        var feed = Feed.of(200);
        String id;
        var older = "0-" + feed.name;
        try (var other = PostgresControl.postgres().connect();
                var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table resource in exclusive mode");
            id = accepted(feed.mapping(), feed.csv());
            await().atMost(Feed.PATIENCE).untilAsserted(() -> status(id).body("state", is("running")));
            PostgresControl.postgres().execute("""
                            insert into import (id, state, stage, mode, dry_run, mapping, mapping_name, file_name, file_bytes, file_sha256, context)
                            select ?, 'planning', 'order', 'delta', dry_run, mapping, mapping_name, file_name, file_bytes, file_sha256, context
                              from import where id = ?""", older, id);
            other.rollback();
        }
        ended(older).body("state", is("done"));
        assertThat(PostgresControl.postgres()
                        .query(
                                "select 1 from import a, import b where a.id = ? and b.id = ? and a.ended_at < b.ended_at",
                                id,
                                older))
                .hasSize(1);
    }

    @Test
    void who_is_stopped_writes_no_more() throws SQLException {
        var feed = Feed.of(SIZE);
        String id;
        try (var other = PostgresControl.postgres().connect();
                var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table resource in exclusive mode");
            id = accepted(feed.mapping(), feed.csv());
            await().atMost(Feed.PATIENCE).untilAsserted(() -> status(id).body("state", is("running")));
            Feed.as("hr", "scim:write").delete("/import/" + id).then().statusCode(204);
            other.rollback();
        }
        ended(id).body("state", is("cancelled"));
        assertThat(feed.active()).as("what was begun").isLessThanOrEqualTo(ImportWorker.CHUNK);
        feed.send("mode", "delta").body("state", is("done"));
        eachPersonHasOneEvent(feed);
    }

    @Test
    void its_rows_go_when_their_time_is_over_and_its_numbers_stay() throws SQLException {
        var feed = Feed.of(5);
        var id = feed.send().extract().<String>path("id");
        var later = Feed.of(1).send().extract().<String>path("id");
        var due = PostgresControl.postgres()
                .query(
                        "select due_at > now() + interval '6 days' and due_at < now() + interval '8 days' as ok from due where kind = 'import-retention' and key = ?",
                        id);
        assertThat(due).singleElement().extracting(row -> row.get("ok")).isEqualTo(true);
        PostgresControl.postgres()
                .execute("update due set due_at = now() where kind = 'import-retention' and key = ?", id);
        await().atMost(Feed.PATIENCE).untilAsserted(() -> assertThat(rows(id)).isEmpty());
        status(id).body("totals.create", is(5)).body("state", is("done"));
        assertThat(rows(later)).hasSize(1);
        Feed.as("hr", "scim:write").delete("/import/" + later).then().statusCode(204);
        await().atMost(Feed.PATIENCE)
                .untilAsserted(() -> assertThat(rows(later)).isEmpty());
    }

    private static int written(String id) {
        ValidatableResponse answer = status(id);
        return answer.extract().path("progress.written");
    }

    private static void eachPersonHasOneEvent(Feed feed) {
        await().atMost(Feed.PATIENCE)
                .untilAsserted(() -> assertThat(told(feed))
                        .hasSize(SIZE)
                        .allSatisfy((id, events) -> assertThat(events).isOne()));
    }

    /** How many records each person of the feed has on the topic. */
    private static Map<String, Long> told(Feed feed) {
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            return probe.all().stream()
                    .filter(polled -> KafkaProbe.says(polled, feed.name + ".p"))
                    .collect(java.util.stream.Collectors.groupingBy(
                            ConsumerRecord::key, java.util.stream.Collectors.counting()));
        }
    }
}
