package io.muster.gateway.bulk;

import static io.muster.gateway.bulk.Feed.accepted;
import static io.muster.gateway.bulk.Feed.ended;
import static io.muster.gateway.bulk.Feed.post;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Files and mappings as they come: what cannot be read is refused with the place, and nothing of it is kept. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class ImportFilesTest {
    @Test
    void a_mapping_that_is_wrong_is_refused_with_every_place() {
        var mapping = """
                kind: ImportMapping
                metadata: {name: wrong}
                spec:
                  format: {type: csv, charset: UTF-99}
                  key: externalId
                  attributes:
                    - {to: userNam, column: login}
                    - {to: password, column: secret}
                    - {to: emails.value, column: mail}
                    - {to: name, column: name}
                    - {to: title}
                    - {to: nickName, column: a, date: "QQQQQQ"}
                    - {to: locale, column: b}
                    - {to: Locale, column: c}
                    - {to: 'phoneNumbers[type sw "w"].value', column: d}
                  missing: {action: ignore, scope: 'bogus eq 1'}
                """;
        post(mapping, "x", UTF_8)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", is("urn:muster:problem:invalid-mapping"))
                .body("errors.find { it.field == 'spec.attributes[0].to' }.line", is(7))
                .body("errors.find { it.field == 'spec.attributes[0].to' }.message", containsString("userNam"))
                .body("errors.find { it.field == 'spec.attributes[1].to' }.message", containsString("password"))
                .body(
                        "errors.find { it.field == 'spec.attributes[2].to' }.message",
                        containsString("which of the values"))
                .body("errors.find { it.field == 'spec.attributes[3].to' }.message", containsString("familyName"))
                .body("errors.find { it.field == 'spec.attributes[4]' }.message", containsString("column or a value"))
                .body("errors.field", hasItem("spec.attributes[5].date"))
                .body("errors.find { it.field == 'spec.attributes[7].to' }.message", is("is assigned twice"))
                .body("errors.find { it.field == 'spec.attributes[8].to' }.message", containsString("one equality"))
                .body("errors.field", hasItem("spec.key"))
                .body("errors.field", hasItem("spec.format.charset"))
                .body("errors.field", hasItem("spec.missing.scope"));
        post(mapping.replace("key:", "keys:"), "x", UTF_8)
                .statusCode(400)
                .body("errors.find { it.field == 'spec.keys' }.line", is(5))
                .body("errors.find { it.field == 'spec.keys' }.allowed", hasItem("key"));
        post("a: [", "x", UTF_8).statusCode(400).body("errors[0].message", containsString("is not YAML"));
        post("- a\n", "x", UTF_8).statusCode(400).body("errors[0].line", is(1));
    }

    @Test
    void parameters_that_are_wrong_never_start_an_import() {
        var feed = Feed.of(1);
        for (var wrong : new String[][] {{"dryRun", "yes"}, {"mode", "all"}, {"allowDisables", "-1"}}) {
            post(feed.mapping(), feed.csv(), UTF_8, wrong).statusCode(400).body("detail", containsString(wrong[0]));
        }
        Feed.as("hr", "scim:write")
                .multiPart("file", "people.csv", new byte[] {1})
                .post("/import")
                .then()
                .statusCode(400)
                .body("detail", containsString("mapping"));
        assertThat(feed.active()).isZero();
    }

    @Test
    void a_byte_order_mark_and_other_charsets_are_read_as_they_are_meant() {
        var feed = Feed.of(1);
        ended(accepted(feed.mapping(), "\uFEFF" + feed.csv())).body("totals.create", is(1));
        feed.shown(0).body("name.givenName", is("Jürgen 0"));
        feed.person(0).put("given", "Jürgen é");
        for (Charset charset : new Charset[] {ISO_8859_1, Charset.forName("windows-1252"), UTF_16}) {
            feed.person(0).put("given", feed.person(0).get("given") + "ß");
            var mapping = feed.mapping().replace("charset: UTF-8", "charset: " + charset.name());
            ended(post(mapping, feed.csv(), charset).statusCode(202).extract().path("id"))
                    .body("totals.update", is(1));
            feed.shown(0).body("name.givenName", is(feed.person(0).get("given")));
        }
    }

    @Test
    void a_wrong_charset_is_seen_and_nothing_is_kept() throws SQLException {
        var feed = Feed.of(2);
        var before = imports();
        post(feed.mapping(), feed.csv(), ISO_8859_1)
                .statusCode(400)
                .body("type", is("urn:muster:problem:invalid-file"))
                .body("line", is(2))
                .body("detail", containsString("UTF-8"));
        post(feed.mapping().replace("charset: UTF-8", "charset: ISO-8859-1"), feed.csv(), UTF_8)
                .statusCode(400)
                .body("detail", allOf(containsString("UTF-8"), containsString("ISO-8859-1")));
        assertThat(imports()).isEqualTo(before);
    }

    @Test
    void csv_that_is_none_is_refused_with_the_line() throws SQLException {
        var feed = Feed.of(3);
        var before = imports();
        var lines = feed.csv().lines().toList();
        post(feed.mapping(), lines.get(0) + "\n" + lines.get(1) + "\n\"a\"b;c\n", UTF_8)
                .statusCode(400)
                .body("line", is(3))
                .body("detail", containsString("quote"));
        post(feed.mapping(), lines.get(0) + "\n" + lines.get(1) + "\n\"never closed;" + lines.get(2), UTF_8)
                .statusCode(400)
                .body("line", is(3));
        post(feed.mapping(), feed.csv().replace("login;", "user;"), UTF_8)
                .statusCode(400)
                .body("detail", containsString("no column login"));
        post(feed.mapping(), feed.csv().replace("given;family", "given;given"), UTF_8)
                .statusCode(400);
        post(feed.mapping(), "", UTF_8).statusCode(400).body("detail", containsString("empty"));
        assertThat(imports()).isEqualTo(before);
    }

    @Test
    void line_breaks_in_values_and_blank_lines_do_not_shift_the_lines() {
        var feed = Feed.of(3);
        feed.person(0).put("family", "Groß\nvon Klein");
        feed.person(2).put("hired", "never");
        var id = accepted(feed.mapping(), feed.csv().replace("\r\n\"" + feed.number(2), "\r\n\r\n\"" + feed.number(2)));
        ended(id).body("totals.create", is(2));
        assertThat(Feed.rows(id, "status", "rejected"))
                .singleElement()
                .extracting(row -> row.get("line"))
                .isEqualTo(6);
        feed.shown(0).body("name.familyName", is("Groß\nvon Klein"));
    }

    @Test
    void too_large_is_413_with_the_limit_and_nothing_is_kept() throws SQLException {
        var feed = Feed.of(1);
        var before = imports();
        post(feed.mapping(), "x".repeat(1_048_577), UTF_8)
                .statusCode(413)
                .contentType("application/problem+json")
                .body("detail", containsString("1048576 bytes"));
        var row = feed.csv().lines().skip(1).findFirst().orElseThrow();
        var rows = feed.csv().lines().findFirst().orElseThrow() + "\n" + (row + "\n").repeat(3_001);
        post(feed.mapping(), rows, UTF_8).statusCode(413).body("detail", containsString("3000"));
        assertThat(imports()).isEqualTo(before);
        assertThat(feed.active()).isZero();
    }

    @Test
    void a_row_that_is_larger_than_anybody_s_data_may_be_is_rejected_and_the_others_are_read() {
        var feed = Feed.of(15);
        for (int i = 0; i < 14; i++) {
            feed.person(i).put("family", "x".repeat(i == 7 ? 65_600 : 60_000));
        }
        var id = feed.send().body("totals.create", is(14)).extract().<String>path("id");
        assertThat(Feed.rows(id, "status", "rejected"))
                .singleElement()
                .extracting(row -> row.get("line") + ": " + row.get("reason"))
                .isEqualTo("9: The row holds more than 65536 characters, as nobody's data may.");
        feed.shown(14).body("name.givenName", is("Jürgen 14"));
    }

    @Test
    void what_is_large_enough_for_an_import_is_still_too_large_for_everything_else() throws Exception {
        for (var path : new String[] {"/scim/v2/Users", "/scim/v2/Bulk"}) {
            var request = HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + path))
                    .header("Authorization", "Bearer " + Tokens.client("hr", "scim:write"))
                    .header("Content-Type", "application/scim+json")
                    .expectContinue(true)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[13_000_000]))
                    .build();
            try (var client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(413);
            }
        }
    }

    @Test
    void what_stands_in_a_file_never_stands_in_the_log() {
        var canary = "Canary" + java.util.UUID.randomUUID();
        var said = listen();
        try {
            var feed = Feed.of(4);
            feed.person(0).put("family", canary);
            feed.person(1).put("hired", canary);
            feed.person(2).put("status", canary);
            feed.person(3).put("mail", canary + "\u0000");
            feed.send().body("totals.create", is(1)).body("totals.rejected", is(3));
            post(feed.mapping(), feed.csv() + "\"" + canary + "\"x\n", UTF_8)
                    .statusCode(400)
                    .body("detail", not(containsString(canary)));
            assertThat(said.lines).isNotEmpty().noneMatch(line -> line.contains(canary));
        } finally {
            Logger.getLogger("").removeHandler(said);
        }
    }

    /** Everything that is logged from now on. */
    private static Listener listen() {
        var listener = new Listener();
        Logger.getLogger("").addHandler(listener);
        Logger.getLogger("io.muster.test").info("listening");
        return listener;
    }

    private static final class Listener extends Handler {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord line) {
            var thrown = line.getThrown();
            lines.add(line.getMessage()
                    + java.util.Arrays.toString(line.getParameters())
                    + (thrown == null ? "" : thrown.toString()));
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private static long imports() throws SQLException {
        return PostgresControl.postgres()
                .query("select id from import union all select import_id from import_row")
                .size();
    }
}
