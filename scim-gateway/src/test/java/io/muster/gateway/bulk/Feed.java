package io.muster.gateway.bulk;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.not;

import io.muster.testing.Tokens;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * An organization that sends its people as files. Each test has one of its own: employee numbers and user names begin with its name, and a full feed
 * is about the people whose organization it is.
 */
final class Feed {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final List<String> COLUMNS =
            List.of("number", "login", "given", "family", "mail", "department", "status", "hired", "ended", "boss");

    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private static final String EMPLOYMENT = "urn:muster:params:scim:schemas:extension:employment:1.0:User";

    final String name = "org" + UUID.randomUUID().toString().substring(0, 8);
    private final Map<String, Map<String, String>> people = new LinkedHashMap<>();

    /** So many people: the first is everybody's boss. */
    static Feed of(int size) {
        var feed = new Feed();
        for (int i = 0; i < size; i++) {
            feed.hire(i);
        }
        return feed;
    }

    Map<String, String> hire(int i) {
        var row = new LinkedHashMap<String, String>();
        row.put("number", number(i));
        row.put("login", name + ".p" + i);
        row.put("given", "Jürgen " + i);
        row.put("family", "Groß, \"der\" " + i);
        row.put("mail", name + ".p" + i + "@kartapuce.example");
        row.put("department", "Engineering");
        row.put("status", "A");
        row.put("hired", "24.11.2020");
        row.put("ended", "");
        row.put("boss", i == 0 ? "" : number(0));
        people.put(number(i), row);
        return row;
    }

    String number(int i) {
        return "%s-%05d".formatted(name, i);
    }

    Map<String, String> person(int i) {
        return people.getOrDefault(number(i), Map.of());
    }

    void leaves(int i) {
        people.remove(number(i));
    }

    int size() {
        return people.size();
    }

    String csv() {
        return csv(";", people.values());
    }

    static String csv(String delimiter, Iterable<Map<String, String>> rows) {
        var lines = new ArrayList<String>();
        lines.add(String.join(delimiter, COLUMNS));
        rows.forEach(row -> lines.add(COLUMNS.stream()
                .map(column -> "\"" + row.getOrDefault(column, "").replace("\"", "\"\"") + "\"")
                .collect(Collectors.joining(delimiter))));
        return String.join("\r\n", lines) + "\r\n";
    }

    String mapping() {
        return mapping("full", "disable", "{count: 1000, percent: 100}");
    }

    String mapping(String mode, String missing, String limit) {
        return """
                apiVersion: muster.io/v1
                kind: ImportMapping
                metadata: {name: %1$s}
                spec:
                  format: {type: csv, charset: UTF-8, delimiter: ";"}
                  mode: %2$s
                  key: employeeNumber
                  attributes:
                    - {to: employeeNumber, column: number}
                    - {to: userName, column: login}
                    - {to: name.givenName, column: given}
                    - {to: name.familyName, column: family}
                    - {to: 'emails[type eq "work"].value', column: mail}
                    - {to: 'emails[type eq "work"].primary', value: true}
                    - {to: department, column: department}
                    - {to: organization, value: %1$s}
                    - {to: active, column: status, values: {A: true, L: true, T: false}}
                    - {to: "%5$s:status", column: status, values: {A: active, L: leave, T: terminated}}
                    - {to: "%5$s:hireDate", column: hired, date: dd.MM.yyyy}
                    - {to: "%5$s:endDate", column: ended, date: dd.MM.yyyy}
                    - {to: manager, column: boss}
                  missing: {action: %3$s, scope: 'organization eq "%1$s"'}
                  limits: {disables: %4$s}
                """.formatted(name, mode, missing, limit, EMPLOYMENT);
    }

    /** The whole feed, run to its end. */
    ValidatableResponse send(String... query) {
        return ended(accepted(mapping(), csv(), query));
    }

    static ValidatableResponse ended(String id) {
        await().atMost(PATIENCE).untilAsserted(() -> status(id).body("state", not(in(List.of("planning", "running")))));
        return status(id);
    }

    static String accepted(String mapping, String file, String... query) {
        return post(mapping, file, StandardCharsets.UTF_8, query)
                .statusCode(202)
                .header("Location", containsString("/import/"))
                .extract()
                .path("id");
    }

    /** {@code query}: names and values by turns. */
    static ValidatableResponse post(String mapping, String file, Charset charset, String... query) {
        return post(mapping, file.getBytes(charset), query);
    }

    static ValidatableResponse post(String mapping, byte[] file, String... query) {
        var request = as("hr", "scim:read", "scim:write")
                .multiPart("mapping", "mapping.yaml", mapping.getBytes(StandardCharsets.UTF_8), "application/yaml")
                .multiPart("file", "people.csv", file, "text/csv");
        for (int i = 0; i < query.length; i += 2) {
            request.queryParam(query[i], query[i + 1]);
        }
        return request.post("/import").then();
    }

    static ValidatableResponse status(String id) {
        return as("hr", "scim:write").get("/import/" + id).then().statusCode(200);
    }

    /** All rows, page by page. */
    static List<Map<String, Object>> rows(String id, String... query) {
        var rows = new ArrayList<Map<String, Object>>();
        String cursor = null;
        do {
            var request = as("hr", "scim:write").queryParam("limit", 7);
            for (int i = 0; i < query.length; i += 2) {
                request.queryParam(query[i], query[i + 1]);
            }
            if (cursor != null) {
                request.queryParam("cursor", cursor);
            }
            var page = request.get("/import/" + id + "/rows")
                    .then()
                    .statusCode(200)
                    .extract();
            rows.addAll(page.path("items"));
            cursor = page.path("next");
        } while (cursor != null);
        return rows;
    }

    static RequestSpecification as(String client, String... scopes) {
        return given().header("Authorization", "Bearer " + Tokens.client(client, scopes));
    }

    /** The person with this employee number, as SCIM shows him. */
    ValidatableResponse shown(int i) {
        return as("hr", "scim:read")
                .queryParam("filter", "employeeNumber eq \"" + number(i) + "\"")
                .get("/scim/v2/Users")
                .then()
                .body("totalResults", equalTo(1))
                .rootPath("Resources[0]");
    }

    String id(int i) {
        return shown(i).extract().path("Resources[0].id");
    }

    /** How many of its people there are, and are active. */
    int active() {
        return as("hr", "scim:read")
                .queryParam("filter", "organization eq \"" + name + "\" and active eq true")
                .queryParam("count", 0)
                .get("/scim/v2/Users")
                .then()
                .extract()
                .path("totalResults");
    }

    static String enterprise(String attribute) {
        return "'" + ENTERPRISE + "'." + attribute;
    }

    static String employment(String attribute) {
        return "'" + EMPLOYMENT + "'." + attribute;
    }
}
