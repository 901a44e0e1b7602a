package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON over HTTP with a bearer token. */
public final class Http implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 160;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** Status and body of an answer, and the exchange in short form for people. */
    public record Answer(int status, JsonNode body, String exchange) {
        /** The body, if the status is this one. */
        public JsonNode expect(int wanted) {
            if (status != wanted) {
                throw new StepFailed("expected %d: %s".formatted(wanted, exchange));
            }
            return body;
        }
    }

    /** Sends one request; whatever the status is, it is the answer. */
    public Answer send(String method, String url, String token, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        var publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body.toString());
        var type = url.contains("/scim/v2") ? "application/scim+json" : "application/json";
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .header("Accept", type)
                .method(method, publisher)
                .build();
        var response = client.send(request, HttpResponse.BodyHandlers.ofString());
        var exchange = "%s %s %s→ %d %s"
                .formatted(
                        method,
                        URI.create(url).getPath(),
                        body == null ? "" : shortened(body.toString()) + " ",
                        response.statusCode(),
                        shortened(response.body()));
        return new Answer(response.statusCode(), parsed(response.body()), exchange);
    }

    /** All items of a list that goes on at {@code next}, page by page. */
    public List<JsonNode> pages(String url, String token) throws IOException, InterruptedException {
        var items = new ArrayList<JsonNode>();
        var page = get(url, token);
        page.path("items").forEach(items::add);
        while (!page.path("next").asText("").isEmpty()) {
            var cursor = encoded(page.path("next").asText());
            page = get(url + (url.contains("?") ? "&" : "?") + "cursor=" + cursor, token);
            page.path("items").forEach(items::add);
        }
        return items;
    }

    /** The body of a 200. */
    public JsonNode get(String url, String token) throws IOException, InterruptedException {
        return send("GET", url, token, null).expect(200);
    }

    /** The client beneath, for those who speak for themselves. */
    public HttpClient client() {
        return client;
    }

    /** A text as JSON. */
    public static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    /** As the value of a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode parsed(String body) throws IOException {
        return body.isBlank() || "{[".indexOf(body.charAt(0)) < 0 ? MissingNode.getInstance() : JSON.readTree(body);
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    @Override
    public void close() {
        client.close();
    }
}
