package io.muster.gateway;

import static io.muster.gateway.Scim.unique;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.testing.PostgresControl;
import io.muster.testing.Tokens;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The users and groups that one recorded request needs, and the request as it is sent to them. What it leaves behind is deleted. */
final class Replay implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /** Secrets by client. */
    private static final Map<String, String> OPAQUE = new HashMap<>();

    private static final Pattern RESOURCE = Pattern.compile("(/(?:Users|Groups)/)([^?/]+)(.*)");
    private static final Pattern ILLEGAL = Pattern.compile("[ \"{}\\[\\]]");

    private final RecordedRequest request;
    private final Map<String, String> words = new HashMap<>();
    private final Deque<String> made = new ArrayDeque<>();
    private Optional<String> subject = Optional.empty();

    private Replay(RecordedRequest request) {
        this.request = request;
    }

    /** Makes what the request needs. */
    static Replay of(RecordedRequest request) throws SQLException {
        var replay = new Replay(request);
        replay.prepare();
        return replay;
    }

    private void prepare() throws SQLException {
        request.state()
                .path("with")
                .properties()
                .forEach(word -> words.put(word.getKey(), word.getValue().textValue()));
        for (String id : request.listed("idsInTheStore")) {
            var given = create("/Users", user());
            PostgresControl.postgres().execute("update resource set id = ? where id = ?", id, given);
            made.push("/Users/" + id);
        }
        request.listed("members").forEach(alias -> words.put(alias, create("/Users", user())));
        request.listed("people").forEach(alias -> words.put(alias, create("/Users", user())));
        prepareSubject();
        for (String name : request.listed("first")) {
            var earlier = request.other(name);
            var answer = send(earlier);
            assertThat(answer.statusCode()).as(name).isEqualTo(201);
            remember(earlier, answer);
        }
    }

    private void prepareSubject() {
        var named = RESOURCE.matcher(request.path());
        var state = request.state();
        if (state.has("nobody") || !(named.matches() || state.has("user") || state.has("group"))) {
            return;
        }
        var id = request.aboutGroups() ? create("/Groups", group()) : create("/Users", user(state.path("user")));
        var path = (request.aboutGroups() ? "/Groups/" : "/Users/") + id;
        subject = Optional.of(path);
        words.put(named.matches() ? named.group(2) : state.path("subject").asText(id), id);
        if (state.has("gone")) {
            Scim.scim().delete(path).then().statusCode(204);
        }
    }

    private static ObjectNode user() {
        return JsonNodeFactory.instance.objectNode().put("userName", unique("someone"));
    }

    private ObjectNode user(JsonNode given) {
        var user = user();
        given.properties().forEach(property -> user.set(property.getKey(), inWords(property.getValue())));
        return user;
    }

    private ObjectNode group() {
        var group = JsonNodeFactory.instance.objectNode().put("displayName", unique("Group"));
        request.state().path("group").properties().forEach(given -> group.set(given.getKey(), given.getValue()));
        request.listed("members")
                .forEach(alias -> group.withArray("members").addObject().put("value", id(alias)));
        return group;
    }

    private String create(String endpoint, ObjectNode body) {
        var id = Scim.id(Scim.scim().body(body.toString()).post(endpoint).then());
        made.push(endpoint + "/" + id);
        return id;
    }

    private void remember(RecordedRequest sent, HttpResponse<byte[]> answer) {
        if (answer.statusCode() == 201) {
            var path = (sent.aboutGroups() ? "/Groups/" : "/Users/")
                    + json(answer.body()).get("id").textValue();
            made.push(path);
            subject = Optional.of(path);
        }
    }

    /** The real id that an id of the recording stands for. */
    String id(String alias) {
        return words.getOrDefault(alias, alias);
    }

    /** The user or group that the request is about, or that it made. */
    String subject() {
        return subject.orElseThrow();
    }

    boolean hasSubject() {
        return subject.isPresent();
    }

    /** Sends the request, byte for byte as recorded but for the ids. */
    HttpResponse<byte[]> send() {
        var answer = send(request);
        remember(request, answer);
        return answer;
    }

    // Not REST Assured: it refuses or tidies up what some of these clients send, such as a "?" without a query.
    private HttpResponse<byte[]> send(RecordedRequest recorded) {
        var uri = URI.create("http://localhost:" + RestAssured.port + "/scim/v2" + path(recorded));
        var body = recorded.entry().path("body");
        var http = HttpRequest.newBuilder(uri)
                .method(
                        recorded.method(),
                        body.isMissingNode()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(
                                        inWords(body).toString()))
                .setHeader("Authorization", "Bearer " + credential(recorded.client()))
                .setHeader("Content-Type", Scim.MEDIA)
                .setHeader("Accept", Scim.MEDIA);
        recorded.entry()
                .path("headers")
                .properties()
                .forEach(header ->
                        http.setHeader(header.getKey(), header.getValue().textValue()));
        try {
            return HTTP.send(http.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(recorded.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted at " + recorded, e);
        }
    }

    /** Those that know nothing of OIDC have an opaque token, of the profile that they are told to have. */
    private static String credential(String client) {
        return switch (client) {
            case "entra" -> OPAQUE.computeIfAbsent(client, name -> issue(name, "entra"));
            case "entra-aadOptscim062020", "okta" -> OPAQUE.computeIfAbsent(client, name -> issue(name, "rfc"));
            default -> Tokens.client("hr", "scim:read", "scim:write");
        };
    }

    private static String issue(String client, String profile) {
        return TokenCalls.given(TokenCalls.ask(TokenCalls.wish(
                        client,
                        "\"profile\":\"%s\",\"requestsPerSecond\":5000".formatted(profile),
                        "scim:read",
                        "scim:write")))
                .secret();
    }

    private String path(RecordedRequest recorded) {
        var named = RESOURCE.matcher(recorded.path());
        var path = named.matches() ? named.group(1) + id(named.group(2)) + named.group(3) : inWords(recorded.path());
        return ILLEGAL.matcher(path)
                .replaceAll(found -> Matcher.quoteReplacement(
                        "%%%02X".formatted((int) found.group().charAt(0))));
    }

    /** A text of the recording with real ids in it. */
    private String inWords(String text) {
        var real = text;
        for (var word : words.entrySet()) {
            real = real.replace(word.getKey(), word.getValue());
        }
        return real;
    }

    /** JSON of the recording with real ids in it. A name that looks like an id stays a name. */
    JsonNode inWords(JsonNode recorded) {
        if (recorded.isTextual()) {
            return TextNode.valueOf(inWords(recorded.textValue()));
        }
        if (recorded.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            recorded.forEach(element -> array.add(inWords(element)));
            return array;
        }
        if (!recorded.isObject()) {
            return recorded;
        }
        var object = JsonNodeFactory.instance.objectNode();
        recorded.properties()
                .forEach(property -> object.set(
                        property.getKey(),
                        List.of("displayName", "display").contains(property.getKey())
                                ? property.getValue()
                                : inWords(property.getValue())));
        return object;
    }

    /** The subject as it is now. */
    JsonNode look() {
        return Scim.json(Scim.scim().get(subject()).then().statusCode(200));
    }

    static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON: " + new String(body, StandardCharsets.UTF_8), e);
        }
    }

    @Override
    public void close() {
        made.forEach(path -> assertThat(Scim.scim().delete(path).statusCode()).isIn(204, 404));
    }
}
