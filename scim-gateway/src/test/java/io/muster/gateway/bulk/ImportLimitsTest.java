package io.muster.gateway.bulk;

import static io.muster.gateway.bulk.Feed.accepted;
import static io.muster.gateway.bulk.Feed.ended;
import static io.muster.gateway.bulk.Feed.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** No file disables more people than it may, whatever is wrong with it; refused is refused as a whole. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class ImportLimitsTest {
    private static final String FEW = "{count: 3, percent: 10}";

    @Test
    void a_file_that_would_disable_too_many_writes_nothing_at_all_until_it_is_allowed() {
        var feed = Feed.of(40);
        feed.send();
        for (int i = 30; i < 34; i++) {
            feed.leaves(i);
        }
        feed.person(1).put("department", "Sales");
        feed.hire(50);
        var mapping = feed.mapping("full", "disable", FEW);
        ended(accepted(mapping, feed.csv()))
                .body("state", is("refused"))
                .body("disables", equalTo(Map.of("planned", 4, "allowed", 3, "people", 40)))
                .body("reason", allOf(containsString("4 of 40"), containsString("allowDisables=4")));
        assertThat(feed.active()).isEqualTo(40);
        feed.shown(1).body(Feed.enterprise("department"), is("Engineering"));
        ended(accepted(mapping, feed.csv(), "dryRun", "true", "allowDisables", "3"))
                .body("state", is("refused"));
        ended(accepted(mapping, feed.csv(), "allowDisables", "4"))
                .body("state", is("done"))
                .body(
                        "totals",
                        equalTo(Map.of("create", 1, "update", 1, "disable", 4, "unchanged", 35, "rejected", 0)));
        assertThat(feed.active()).isEqualTo(37);
    }

    @Test
    void a_percentage_counts_as_well() {
        var feed = Feed.of(10);
        feed.send();
        feed.leaves(8);
        feed.leaves(9);
        ended(accepted(feed.mapping("full", "disable", FEW), feed.csv()))
                .body("state", is("refused"))
                .body("disables.allowed", is(1));
        assertThat(feed.active()).isEqualTo(10);
    }

    @Test
    void who_is_terminated_or_set_inactive_by_a_row_counts_too() {
        var feed = Feed.of(10);
        feed.send();
        feed.person(8).put("status", "T");
        feed.person(9).put("status", "T");
        ended(accepted(feed.mapping("delta", "ignore", "{count: 1}"), feed.csv()))
                .body("state", is("refused"))
                .body("disables.planned", is(2));
        assertThat(feed.active()).isEqualTo(10);
    }

    @Test
    void a_file_that_was_cut_off_disables_nobody() {
        var feed = Feed.of(40);
        feed.send();
        var whole = feed.csv();
        for (int percent : new int[] {70, 99}) {
            var cut = whole.substring(0, whole.length() * percent / 100);
            var answer =
                    Feed.post(feed.mapping("full", "disable", "{count: 10, percent: 20}"), cut, StandardCharsets.UTF_8);
            // In the middle of a quoted value it is no CSV; between two rows it is a file that lacks people.
            if (answer.extract().statusCode() == 202) {
                ended(answer.extract().path("id")).body("totals.disable", is(percent == 70 ? 12 : 0));
            } else {
                answer.statusCode(400).body("type", containsString("invalid-file"));
            }
            assertThat(feed.active()).as("cut at %d %%", percent).isEqualTo(40);
        }
        var rowsOnly = whole.lines().limit(29).reduce("", (all, line) -> all + line + "\r\n");
        ended(accepted(feed.mapping("full", "disable", "{count: 10, percent: 20}"), rowsOnly))
                .body("state", is("refused"))
                .body("disables.planned", is(12));
        assertThat(feed.active()).isEqualTo(40);
    }

    @Test
    void a_row_without_a_key_spares_all_who_seem_to_be_missing() {
        var feed = Feed.of(10);
        feed.send();
        feed.leaves(9);
        var id = accepted(feed.mapping(), feed.csv() + "\"half a row\r\n\"\r\n");
        ended(id)
                .body("state", is("done"))
                .body("totals.disable", is(0))
                .body("totals.rejected", is(1))
                .body("notes[0]", containsString("key cannot be read"));
        assertThat(rows(id, "status", "rejected"))
                .singleElement()
                .extracting(row -> row.get("line") + ": " + row.get("reason"))
                .isEqualTo("11: The row has 1 columns where the header has 10.");
        assertThat(feed.active()).isEqualTo(10);
    }

    @Test
    void a_file_of_another_organization_changes_nothing() {
        var ours = Feed.of(10);
        ours.send();
        var theirs = Feed.of(10);
        for (var mapping : new String[] {ours.mapping(), ours.mapping("full", "ignore", FEW)}) {
            ended(accepted(mapping, theirs.csv(), "allowDisables", "100"))
                    .body("state", is("refused"))
                    .body("reason", containsString("None of the 10 people"));
        }
        assertThat(ours.active()).isEqualTo(10);
        assertThat(theirs.active()).isZero();
        Feed.as("hr", "scim:read")
                .queryParam("filter", "employeeNumber eq \"" + theirs.number(0) + "\"")
                .get("/scim/v2/Users")
                .then()
                .body("totalResults", is(0));
    }

    @Test
    void one_import_more_than_may_wait_is_429_and_not_kept() throws SQLException {
        var feed = Feed.of(1);
        var waiting = new ArrayList<String>();
        try (var other = PostgresControl.postgres().connect();
                var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table resource in exclusive mode");
            for (int i = 0; i < 5; i++) {
                waiting.add(accepted(feed.mapping(), feed.csv(), "mode", "delta"));
            }
            Feed.post(feed.mapping(), feed.csv(), StandardCharsets.UTF_8)
                    .statusCode(429)
                    .body("detail", containsString("5 imports"));
            other.rollback();
        }
        waiting.forEach(id -> ended(id).body("state", is("done")));
        assertThat(PostgresControl.postgres().query("select 1 from import where mapping_name = ?", feed.name))
                .hasSize(5);
    }

    @Test
    void who_is_missing_stays_where_the_mapping_says_so_and_in_a_delta() {
        var feed = Feed.of(10);
        feed.send();
        feed.leaves(9);
        var id = accepted(feed.mapping("full", "ignore", FEW), feed.csv());
        ended(id).body("state", is("done")).body("totals.disable", is(0)).body("totals.unchanged", is(10));
        assertThat(rows(id)).last().extracting(row -> row.get("reason")).isEqualTo("Missing in the file.");
        feed.send("mode", "delta").body("totals.disable", is(0)).body("totals.unchanged", is(9));
        assertThat(feed.active()).isEqualTo(10);
    }

    @Test
    void who_comes_back_is_enabled_again() {
        var feed = Feed.of(10);
        feed.send();
        feed.leaves(9);
        feed.send().body("totals.disable", is(1));
        assertThat(feed.active()).isEqualTo(9);
        feed.send().body("totals.disable", is(0)).body("totals.unchanged", is(9));
        feed.hire(9);
        feed.send().body("totals.update", is(1));
        assertThat(feed.active()).isEqualTo(10);
    }
}
