package io.muster.gateway.bulk;

import static io.muster.gateway.bulk.Feed.employment;
import static io.muster.gateway.bulk.Feed.enterprise;
import static io.muster.gateway.bulk.Feed.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.muster.events.Actor;
import io.muster.events.Cause;
import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.events.Lane;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A file of people comes in: who is new is created, who changed is changed, who is missing is disabled, and the same file again does nothing. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class ImportTest {
    @Test
    void people_come_with_every_mapped_attribute_and_their_managers() {
        var feed = Feed.of(20);
        feed.person(3).put("boss", feed.number(19)); // who stands in the file after those who report to him
        feed.person(5).put("ended", "31.12.2027");
        var done = feed.send();
        done.body("state", is("done"))
                .body("totals", equalTo(Map.of("create", 20, "update", 0, "disable", 0, "unchanged", 0, "rejected", 0)))
                .body("progress", equalTo(Map.of("planned", 20, "written", 20, "toWrite", 20)))
                .body("file.rows", is(20))
                .body("client", is("hr"));
        feed.shown(5)
                .body("userName", is(feed.name + ".p5"))
                .body("name.familyName", is("Groß, \"der\" 5"))
                .body(
                        "emails",
                        equalTo(List.of(
                                Map.of("value", feed.name + ".p5@kartapuce.example", "type", "work", "primary", true))))
                .body(enterprise("manager.value"), is(feed.id(0)))
                .body(enterprise("organization"), is(feed.name))
                .body(employment("hireDate"), is("2020-11-24"))
                .body(employment("endDate"), is("2027-12-31"))
                .body(employment("status"), is("active"));
        feed.shown(3).body(enterprise("manager.value"), is(feed.id(19)));
        var correlation = done.extract().<String>path("correlationId");
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            var event = probe.awaitEvent(EventTypes.USER_CREATED, feed.id(3));
            assertThat(event.lane()).isEqualTo(Lane.BULK);
            assertThat(event.correlationId()).isEqualTo(correlation);
            assertThat(event.data().actor()).isEqualTo(Actor.client("hr"));
            assertThat(event.data().cause()).isEqualTo(Cause.PERSON);
        }
    }

    @Test
    void the_same_file_again_changes_and_tells_nothing() {
        var feed = Feed.of(30);
        feed.send().body("totals.create", is(30));
        var before = versions(feed);
        assertThat(before)
                .hasSize(30)
                .allSatisfy((id, version) -> assertThat(version).isOne());
        feed.send()
                .body("state", is("done"))
                .body(
                        "totals",
                        equalTo(Map.of("create", 0, "update", 0, "disable", 0, "unchanged", 30, "rejected", 0)));
        assertThat(versions(feed)).isEqualTo(before);
    }

    @Test
    void a_dry_run_says_what_the_run_then_does_and_does_nothing() {
        var feed = Feed.of(25);
        feed.send();
        changes(feed);
        var dry = feed.send("dryRun", "true")
                .body("state", is("planned"))
                .body("dryRun", is(true))
                .extract();
        assertThat(feed.active()).isEqualTo(25);
        feed.shown(1).body(enterprise("department"), is("Engineering"));
        var run = feed.send().body("state", is("done")).extract();
        assertThat(run.<Map<String, Integer>>path("totals"))
                .isEqualTo(dry.path("totals"))
                .isEqualTo(Map.of("create", 2, "update", 3, "disable", 2, "unchanged", 19, "rejected", 2));
        assertThat(comparable(rows(run.path("id")))).isEqualTo(comparable(rows(dry.path("id"))));
        assertThat(rows(run.path("id"), "action", "update"))
                .extracting(row -> row.get("line"), row -> row.get("status"), row -> row.get("changes"))
                .contains(org.assertj.core.groups.Tuple.tuple(
                        3,
                        "written",
                        List.of(Map.of(
                                "path",
                                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                                "before",
                                "Engineering",
                                "after",
                                "Sales"))));
        feed.shown(1).body(enterprise("department"), is("Sales"));
        feed.shown(24).body("active", is(false));
        feed.shown(31).body(enterprise("manager.value"), is(feed.id(30)));
    }

    @Test
    void names_that_the_same_file_gives_away_are_taken_as_the_dry_run_says() {
        var feed = Feed.of(30);
        feed.send();
        feed.person(1).put("login", feed.name + ".free");
        for (int i = 2; i < 30; i++) {
            feed.person(i).put("login", feed.name + ".p" + (i - 1));
        }
        feed.person(20).put("status", "T"); // written before all others, when his name is still another's
        var dry = feed.send("dryRun", "true").extract();
        var run = feed.send().body("state", is("done")).extract();
        assertThat(run.<Map<String, Integer>>path("totals"))
                .isEqualTo(dry.path("totals"))
                .isEqualTo(Map.of("create", 0, "update", 28, "disable", 1, "unchanged", 1, "rejected", 0));
        assertThat(comparable(rows(run.path("id")))).isEqualTo(comparable(rows(dry.path("id"))));
        feed.shown(29).body("userName", is(feed.name + ".p28"));
        feed.shown(20).body("userName", is(feed.name + ".p19")).body("active", is(false));
    }

    /** One of each kind. */
    private static void changes(Feed feed) {
        feed.person(1).put("department", "Sales");
        feed.person(2).put("family", "Müller");
        feed.person(3).put("boss", feed.number(30)); // who comes with this file
        feed.person(4).put("status", "T");
        feed.person(5).put("status", "X"); // of no meaning
        feed.leaves(24);
        feed.hire(31).put("boss", feed.number(30));
        feed.hire(30);
        feed.hire(32).put("login", feed.name + ".p1"); // whose name another has
    }

    @Test
    void an_empty_cell_takes_a_value_away_and_an_unmapped_attribute_stays() {
        var feed = Feed.of(2);
        feed.person(1).put("ended", "31.12.2027");
        feed.send();
        Feed.as("hr", "scim:write")
                .contentType("application/scim+json")
                .body("{\"Operations\":[{\"op\":\"add\",\"path\":\"nickName\",\"value\":\"Ju\"}]}")
                .patch("/scim/v2/Users/" + feed.id(1))
                .then()
                .statusCode(200);
        feed.person(1).put("ended", "");
        feed.person(1).put("mail", "");
        feed.person(1).put("boss", "");
        feed.send().body("totals.update", is(1));
        feed.shown(1)
                .body(employment("endDate"), nullValue())
                .body("emails", nullValue())
                .body(enterprise("manager"), nullValue())
                .body("nickName", is("Ju"));
    }

    /** By line or key, what happens; the ids of those who are created are others in each run. */
    private static List<Map<String, Object>> comparable(List<Map<String, Object>> rows) {
        return rows.stream()
                .map(row -> {
                    Map<String, Object> same = new HashMap<>(row);
                    same.remove("user");
                    same.computeIfPresent("status", (any, status) -> status.equals("written") ? "planned" : status);
                    return same;
                })
                .toList();
    }

    /** The last version on the topic of each of its people. */
    private static Map<String, Long> versions(Feed feed) {
        var ids = new HashSet<String>();
        IntStream.range(0, feed.size()).forEach(i -> ids.add(feed.id(i)));
        var versions = new HashMap<String, Long>();
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            ids.forEach(id -> {
                probe.awaitEvent(EventTypes.USER_CREATED, id);
                versions.put(
                        id, probe.events(id).stream().map(Event::id).distinct().count());
            });
        }
        return versions;
    }
}
