package io.muster.stack.targets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScimApplicationTest {
    private static final String TOKEN = "a-test-token";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path data;

    @Test
    void a_user_is_created_found_patched_and_deleted() throws Exception {
        try (var application = ScimApplication.start(0, data, TOKEN)) {
            var url = application.url();
            var created = send(url, "POST", "/Users", user("anaïs", "id-1"));
            assertThat(created.statusCode()).isEqualTo(201);
            var id = json(created).path("id").asText();

            var found = json(send(url, "GET", "/Users?filter=" + encode("userName eq \"ANAÏS\""), ""));
            assertThat(found.path("totalResults").asInt()).isEqualTo(1);
            assertThat(json(send(url, "GET", "/Users?filter=" + encode("externalId eq \"id-1\""), ""))
                            .at("/Resources/0/id")
                            .asText())
                    .isEqualTo(id);

            var patched = send(url, "PATCH", "/Users/" + id, patch("replace", "active", "false"));
            assertThat(patched.statusCode()).isEqualTo(200);
            assertThat(json(send(url, "GET", "/Users/" + id, "")).path("active").asBoolean(true))
                    .isFalse();
            assertThat(json(send(url, "GET", "/Users?filter=" + encode("active eq false"), ""))
                            .path("totalResults")
                            .asInt())
                    .isEqualTo(1);

            assertThat(send(url, "DELETE", "/Users/" + id, "").statusCode()).isEqualTo(204);
            assertThat(send(url, "GET", "/Users/" + id, "").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void a_taken_user_name_is_409_whatever_its_case() throws Exception {
        try (var application = ScimApplication.start(0, data, TOKEN)) {
            send(application.url(), "POST", "/Users", user("bob", "id-1"));
            var second = send(application.url(), "POST", "/Users", user("BOB", "id-2"));
            assertThat(second.statusCode()).isEqualTo(409);
            assertThat(json(second).path("scimType").asText()).isEqualTo("uniqueness");
            assertThat(json(send(application.url(), "GET", "/Users", ""))
                            .path("totalResults")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void nobody_gets_in_without_the_token() throws Exception {
        try (var application = ScimApplication.start(0, data, TOKEN)) {
            var request = HttpRequest.newBuilder(URI.create(application.url() + "/Users"))
                    .header("Authorization", "Bearer another")
                    .build();
            assertThat(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void members_come_and_go_by_patch_and_a_deleted_user_leaves_his_groups() throws Exception {
        try (var application = ScimApplication.start(0, data, TOKEN)) {
            var url = application.url();
            var one = json(send(url, "POST", "/Users", user("one", "1")))
                    .path("id")
                    .asText();
            var two = json(send(url, "POST", "/Users", user("two", "2")))
                    .path("id")
                    .asText();
            var group = json(send(
                            url,
                            "POST",
                            "/Groups",
                            "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"developer\"}"))
                    .path("id")
                    .asText();
            var members = "[{\"value\":\"%s\"},{\"value\":\"%s\"}]".formatted(one, two);
            assertThat(send(url, "PATCH", "/Groups/" + group, patch("add", "members", members))
                            .statusCode())
                    .isBetween(200, 204);
            assertThat(json(send(url, "GET", "/Users/" + one, ""))
                            .at("/groups/0/display")
                            .asText())
                    .isEqualTo("developer");
            send(url, "PATCH", "/Groups/" + group, removal("members[value eq \\\"%s\\\"]".formatted(one)));
            send(url, "DELETE", "/Users/" + two, "");
            assertThat(json(send(url, "GET", "/Groups/" + group, "")).path("members"))
                    .isEmpty();
        }
    }

    @Test
    void pages_are_complete_and_in_a_stable_order() throws Exception {
        try (var application = ScimApplication.start(0, data, TOKEN)) {
            var url = application.url();
            for (int i = 0; i < 25; i++) {
                send(url, "POST", "/Users", user("user-" + i, "id-" + i));
            }
            var names = new ArrayList<String>();
            for (int start = 1; start <= 25; start += 10) {
                var page = json(send(url, "GET", "/Users?startIndex=" + start + "&count=10", ""));
                assertThat(page.path("totalResults").asInt()).isEqualTo(25);
                page.path("Resources").forEach(u -> names.add(u.path("userName").asText()));
            }
            assertThat(names).hasSize(25).doesNotHaveDuplicates().startsWith("user-0", "user-1");
            // Whatever the page's size, a search finds who stands behind it.
            for (var filter : List.of(
                    "userName%20eq%20%22USER-24%22", "externalId%20eq%20%22id-24%22", "userName%20ew%20%22-24%22")) {
                var found = json(send(url, "GET", "/Users?count=2&filter=" + filter, ""));
                assertThat(found.at("/Resources/0/userName").asText())
                        .as(filter)
                        .isEqualTo("user-24");
                assertThat(found.path("totalResults").asInt()).isEqualTo(1);
            }
            var last = json(send(url, "GET", "/Users?sortBy=userName&sortOrder=descending&startIndex=2&count=1", ""));
            assertThat(last.at("/Resources/0/userName").asText()).isEqualTo("user-8");
        }
    }

    @Test
    void it_tells_when_it_received_each_write() throws Exception {
        try (var application = ScimApplication.start(0, data, TOKEN)) {
            send(application.url(), "POST", "/Users", user("carol", "id-c"));
            var request = HttpRequest.newBuilder(URI.create(application.url().replace("/scim/v2", "/writes?after=0")))
                    .header("Authorization", "Bearer " + TOKEN)
                    .build();
            var write = json(HTTP.send(request, HttpResponse.BodyHandlers.ofString()))
                    .at("/items/0");
            assertThat(write.path("externalId").asText()).isEqualTo("id-c");
            assertThat(write.path("method").asText()).isEqualTo("POST");
            assertThat(write.path("receivedAt").asText()).matches("\\d{4}-.*Z");
        }
    }

    @Test
    void what_was_acknowledged_is_there_after_kill_9() throws Exception {
        var acknowledged = new ArrayList<String>();
        try (var process = TargetProcess.start(
                ScimApplication.class, Map.of(ScimApplication.TOKEN_VARIABLE, TOKEN), "0", data.toString())) {
            var url = process.url();
            try (var threads = Executors.newFixedThreadPool(4)) {
                var writes = new ArrayList<Callable<String>>();
                for (int i = 0; i < 60; i++) {
                    var name = "kept-" + i;
                    writes.add(() ->
                            send(url, "POST", "/Users", user(name, name)).statusCode() == 201 ? name : "refused");
                }
                for (var written : threads.invokeAll(writes)) {
                    acknowledged.add(written.get());
                }
            }
            process.kill();
        }
        try (var again = ScimApplication.start(0, data, TOKEN)) {
            var names = new ArrayList<String>();
            json(send(again.url(), "GET", "/Users?count=100", ""))
                    .path("Resources")
                    .forEach(u -> names.add(u.path("userName").asText()));
            assertThat(names).containsExactlyInAnyOrderElementsOf(acknowledged).hasSize(60);
        }
    }

    private static String user(String name, String externalId) {
        return JSON.createObjectNode()
                .put("userName", name)
                .put("externalId", externalId)
                .put("displayName", name)
                .put("active", true)
                .<com.fasterxml.jackson.databind.node.ObjectNode>set(
                        "schemas", JSON.valueToTree(List.of("urn:ietf:params:scim:schemas:core:2.0:User")))
                .toString();
    }

    private static String patch(String op, String path, String value) {
        return """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                 "Operations":[{"op":"%s","path":"%s","value":%s}]}""".formatted(op, path, value);
    }

    private static String removal(String path) {
        return """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                 "Operations":[{"op":"remove","path":"%s"}]}""".formatted(path);
    }

    private static HttpResponse<String> send(String url, String method, String path, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/scim+json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }
}
