package io.muster.gateway.bulk;

import static io.muster.gateway.bulk.Feed.accepted;
import static io.muster.gateway.bulk.Feed.ended;
import static io.muster.gateway.bulk.Feed.enterprise;
import static io.muster.gateway.bulk.Feed.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Row by row: what cannot be is rejected with line and reason, and the others are written; who may look. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class ImportRowsTest {
    @Test
    void rows_that_cannot_be_are_rejected_with_line_and_reason_and_the_others_are_written() {
        var feed = Feed.of(6);
        feed.person(1).put("number", feed.number(2)); // twice in the file
        feed.person(3).put("hired", "30.02.2020");
        feed.person(4).put("number", "");
        feed.person(5).put("boss", "nobody");
        var id = created(feed, 2);
        assertThat(rejected(id))
                .containsExactly(
                        "3: The same key stands in lines 3, 4.",
                        "4: The same key stands in lines 3, 4.",
                        "5: Column 'hired': '30.02.2020' is not a date of the form that the mapping says.",
                        "6: The row has no number, which is its key.");
        assertThat(rows(id, "action", "create"))
                .last()
                .extracting(row -> row.get("warnings"))
                .asString()
                .contains("manager");
    }

    /** The import of a file that makes so many people. */
    private static String created(Feed feed, int people) {
        return feed.send()
                .body("state", is("done"))
                .body("totals.create", is(people))
                .extract()
                .path("id");
    }

    /** {@code 3: The row has no number, …}. */
    private static List<String> rejected(String id) {
        return rows(id, "status", "rejected").stream()
                .map(row -> row.get("line") + ": " + row.get("reason"))
                .toList();
    }

    @Test
    void a_key_that_is_too_long_to_be_looked_up_rejects_its_row_alone() {
        var feed = Feed.of(6);
        feed.person(1).put("number", text(513, 'a'));
        feed.person(2).put("number", text(60_000, '\u4e00'));
        feed.person(3).put("boss", text(60_000, 'a'));
        // The longest that are taken, and of the characters that need the most bytes.
        feed.person(4).put("number", feed.name + text(500, '\u4e00'));
        feed.person(5).put("boss", text(512, '\u4e00'));
        var id = created(feed, 3);
        assertThat(rejected(id))
                .containsExactly(
                        "3: The row has more than 512 characters as number, which is its key.",
                        "4: The row has more than 512 characters as number, which is its key.",
                        "5: The row has more than 512 characters as boss, the key of its manager.");
        feed.shown(0).body("name.givenName", is("Jürgen 0"));
    }

    @Test
    void a_person_whose_key_is_too_long_is_missing_as_anybody_else() {
        var feed = Feed.of(2);
        feed.send();
        for (int i : List.of(0, 1)) {
            Feed.as("hr", "scim:write")
                    .contentType("application/scim+json")
                    .body("{\"Operations\":[{\"op\":\"add\",\"path\":\"externalId\",\"value\":\"" + feed.name
                            + text(i * 6_000, 'a') + "\"}]}")
                    .patch("/scim/v2/Users/" + feed.id(i))
                    .then()
                    .statusCode(200);
        }
        var mapping = """
                kind: ImportMapping
                metadata: {name: external}
                spec:
                  format: {type: csv}
                  mode: full
                  key: externalId
                  attributes: [{to: externalId, column: id}, {to: title, column: title}]
                  missing: {action: disable, scope: 'organization eq "%s"'}
                  limits: {disables: {count: 1, percent: 100}}
                """.formatted(feed.name);
        ended(accepted(mapping, "id,title\n" + feed.name + ",Dr\n"))
                .body("state", is("done"))
                .body("totals.disable", is(1));
        feed.shown(1).body("active", is(false));
    }

    /** A text that cannot be made shorter by packing it. */
    private static String text(int length, char first) {
        return new Random(length)
                .ints(length, 0, first < 0x80 ? 26 : 20_000)
                .mapToObj(i -> String.valueOf((char) (first + i)))
                .collect(Collectors.joining());
    }

    @Test
    void what_another_client_has_authority_over_is_refused_row_by_row() {
        var feed = Feed.of(3);
        feed.send();
        authority("{\"rules\":[{\"client\":\"payroll\",\"attributes\":[\"department\"],\"others\":\"refuse\"}]}");
        try {
            feed.person(1).put("department", "Sales");
            feed.person(2).put("family", "Müller");
            var id = feed.send()
                    .body(
                            "totals",
                            equalTo(Map.of("create", 0, "update", 1, "disable", 0, "unchanged", 1, "rejected", 1)))
                    .extract()
                    .<String>path("id");
            assertThat(rows(id, "status", "rejected"))
                    .singleElement()
                    .extracting(row -> row.get("reason"))
                    .asString()
                    .contains("payroll", "department");
            feed.shown(1).body(enterprise("department"), is("Engineering"));
        } finally {
            authority("{\"rules\":[]}");
        }
    }

    @Test
    void json_lines_leave_what_they_do_not_say() {
        var feed = Feed.of(2);
        feed.send();
        var mapping = feed.mapping("delta", "ignore", "{count: 10}")
                .replace("{type: csv, charset: UTF-8, delimiter: \";\"}", "{type: jsonl}");
        var file = "{\"number\":\"%s\",\"department\":\"Sales\"}\n\n{\"number\":\"%s\",\"mail\":null}\n{broken\n"
                .formatted(feed.number(0), feed.number(1));
        var id = accepted(mapping, file);
        ended(id).body("totals.update", is(2)).body("totals.rejected", is(1));
        assertThat(rows(id, "status", "rejected"))
                .singleElement()
                .extracting(row -> row.get("line") + ": " + row.get("reason"))
                .isEqualTo("4: The row is no JSON.");
        feed.shown(0).body(enterprise("department"), is("Sales")).body("name.givenName", is("Jürgen 0"));
        feed.shown(1).body("emails", nullValue()).body("active", is(true));
    }

    @Test
    void a_key_that_two_people_have_is_rejected() {
        var feed = Feed.of(2);
        feed.send();
        for (int i : List.of(0, 1)) {
            Feed.as("hr", "scim:write")
                    .contentType("application/scim+json")
                    .body("{\"Operations\":[{\"op\":\"add\",\"path\":\"externalId\",\"value\":\"" + feed.name + "\"}]}")
                    .patch("/scim/v2/Users/" + feed.id(i))
                    .then()
                    .statusCode(200);
        }
        var mapping = """
                kind: ImportMapping
                metadata: {name: external}
                spec:
                  format: {type: csv}
                  key: externalId
                  attributes: [{to: externalId, column: id}, {to: title, column: title}]
                """;
        var id = accepted(mapping, "id,title\n" + feed.name + ",Dr\n");
        ended(id).body("totals.rejected", is(1));
        assertThat(rows(id))
                .singleElement()
                .extracting(row -> row.get("reason"))
                .asString()
                .contains("2 people");
    }

    @Test
    void whoever_may_write_people_may_import_them_and_nobody_else_sees_what_changed() {
        Feed.as("reader", "scim:read")
                .multiPart("file", "f", new byte[0])
                .post("/import")
                .then()
                .statusCode(403);
        for (var path : List.of("/import", "/import/none", "/import/none/rows")) {
            Feed.as("reader", "scim:read").get(path).then().statusCode(403);
        }
        Feed.as("hr", "scim:write").get("/import/none").then().statusCode(404).body("detail", containsString("none"));
        Feed.as("hr", "scim:write")
                .get("/import/mapping-schema")
                .then()
                .statusCode(200)
                .body("title", is("ImportMapping"));
    }

    @Test
    void imports_are_listed_newest_first() {
        var older = Feed.of(1).send().extract().<String>path("id");
        var newer = Feed.of(1).send().extract().<String>path("id");
        var page = Feed.as("hr", "scim:write")
                .queryParam("limit", 1)
                .get("/import")
                .then()
                .statusCode(200)
                .extract();
        assertThat(page.<List<String>>path("items.id")).containsExactly(newer);
        Feed.as("hr", "scim:write")
                .queryParams("limit", 1, "cursor", page.path("next"))
                .get("/import")
                .then()
                .body("items.id", equalTo(List.of(older)));
    }

    private static void authority(String rules) {
        Feed.as("admin", "scim:admin")
                .contentType("application/json")
                .body(rules)
                .put("/admin/authority")
                .then()
                .statusCode(200);
    }
}
