package io.muster.audit;

import static io.muster.audit.Auditor.auditor;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import io.muster.audit.timeline.Timeline;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages of who had what: each person once, and no more is read than is shown. */
@QuarkusTest
@WithTestResource(
        value = MusterServers.class,
        initArgs = {@ResourceArg(name = "postgresql", value = "false"), @ResourceArg(name = "mongodb", value = "true")})
class AccessPagesTest {
    private static final Instant THEN = Instant.parse("2026-02-02T08:00:00Z");
    /** No log is as long as this: the entries of these rows are no others'. */
    private static final long FAR = 1L << 40;

    private static final String ANN = "01970000-0000-7000-8000-000000000001";

    @Inject
    MongoClient mongo;

    @Inject
    AuditConfig config;

    @Inject
    RowsRead read;

    @Inject
    Timeline timeline;

    private long index = FAR;

    /** Where its rows are derived anew, as in an empty store, those that are there before go. */
    @BeforeEach
    void what_there_was_before_is_derived() {
        timeline.await(0, Duration.ofSeconds(30));
        assertThat(timeline.covers(0)).isTrue();
    }

    @AfterEach
    void forget() {
        for (var collection : List.of("grants", "accounts")) {
            rows(collection).deleteMany(Filters.gte("_id", FAR));
        }
    }

    @Test
    void pages_show_each_person_once_in_order_and_pass_over_who_had_nothing_then() {
        decided("wiki", ANN, "active", 0);
        decided("wiki", "ben", "absent", 0);
        observed("wiki", "cleo", "active", 0);
        decided("wiki", "dan", "active", 0);
        observed("wiki", "dan", "active", 1);
        observed("wiki", "dan", "disabled", 2);
        decided("wiki", "dan", "disabled", 2);
        decided("wiki", "eli", "active", 100);
        decided("wiki", "fay", "active", 0);
        decided("wiki", "fay", "absent", 3);
        observed("wiki", "fay", "active", 1);
        decided("wiki", "gus", "absent", 5);
        decided("wiki", "gus", "active", 4); // came later, and is about an earlier instant
        decided("wiki", "hal", "active", 6);
        decided("wiki", "hal", "absent", 6);
        decided("xeno", ANN, "active", 0);
        decided("xeno", "zoe", "active", 0);

        var expected = List.of(
                "wiki/" + ANN + " active/null",
                "wiki/cleo null/active",
                "wiki/dan disabled/disabled",
                "wiki/fay absent/active");
        var inXeno = List.of("xeno/" + ANN + " active/null", "xeno/zoe active/null");
        for (int limit = 1; limit <= 5; limit++) {
            assertThat(pages(limit, "application", "wiki"))
                    .as("pages of %d", limit)
                    .containsExactlyElementsOf(expected);
        }
        for (int limit = 1; limit <= 3; limit++) {
            assertThat(pages(limit, "identity", ANN)).containsExactly(expected.getFirst(), inXeno.getFirst());
            assertThat(everything(limit))
                    .containsExactlyElementsOf(
                            Stream.of(expected, inXeno).flatMap(List::stream).toList());
        }
    }

    @Test
    void a_page_reads_its_own_items_and_not_the_whole_history() {
        for (int person = 0; person < 400; person++) {
            decided("yard", "person-%03d".formatted(person), "active", 0);
            observed("yard", "person-%03d".formatted(person), "active", 1);
        }
        int before = read.of("grants") + read.of("accounts");
        var page = page(10, null, "application", "yard");
        assertThat(page.getList("items")).hasSize(10);
        var second = page(10, page.getString("next"), "application", "yard");
        assertThat(second.getList("items.identity")).first().isEqualTo("person-010");
        assertThat(read.of("grants") + read.of("accounts") - before)
                .as("rows that the store handed out for two pages of 10 of 400")
                .isBetween(40, 400);
    }

    private List<String> everything(int limit) {
        return pages(limit, "order", "asc").stream()
                .filter(item -> item.startsWith("wiki/") || item.startsWith("xeno/"))
                .toList();
    }

    private List<String> pages(int limit, String parameter, String value) {
        var items = new ArrayList<String>();
        String cursor = null;
        do {
            var page = page(limit, cursor, parameter, value);
            int count = page.getList("items").size();
            cursor = page.getString("next");
            assertThat(cursor == null || count == limit).isTrue();
            for (int i = 0; i < count; i++) {
                var item = "items[" + i + "].";
                items.add(page.getString(item + "application") + "/" + page.getString(item + "identity") + " "
                        + page.getString(item + "decided.status") + "/" + page.getString(item + "observed.status"));
            }
        } while (cursor != null);
        return items;
    }

    private static JsonPath page(int limit, @Nullable String cursor, String parameter, String value) {
        return auditor()
                .queryParam(parameter, value)
                .queryParam("limit", limit)
                .queryParam("cursor", cursor == null ? "" : cursor)
                .queryParam("at", THEN.plusSeconds(50).toString())
                .get("/audit/access")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private void decided(String application, String identity, String status, long seconds) {
        rows("grants")
                .insertOne(row(application, identity, status, seconds)
                        .append("entitlements", List.of())
                        .append("requests", List.of())
                        .append("grantedBy", "policy/" + application));
    }

    private void observed(String application, String identity, String status, long seconds) {
        rows("accounts").insertOne(row(application, identity, status, seconds).append("targetId", identity));
    }

    private Document row(String application, String identity, String status, long seconds) {
        var at = Date.from(THEN.plusSeconds(seconds));
        return new Document("_id", index++)
                .append("event", "event-" + index)
                .append("application", application)
                .append("identity", identity)
                .append("status", status)
                .append("at", at)
                .append("known", at);
    }

    private MongoCollection<Document> rows(String collection) {
        return mongo.getDatabase(config.database()).getCollection(collection);
    }
}
