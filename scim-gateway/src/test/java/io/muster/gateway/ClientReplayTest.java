package io.muster.gateway;

import static io.muster.gateway.Replay.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Entra, Okta and ten others send, over HTTP: the answer and what there is afterwards are as that client expects. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class ClientReplayTest {
    /** What a client may send and the server decides, or tells nobody, or shows elsewhere. */
    private static final Set<String> NOT_OF_THE_DOCUMENT =
            Set.of("schemas", "id", "meta", "groups", "members", "password");

    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();
    private static final ReplayedEvents EVENTS = new ReplayedEvents();

    @AfterAll
    static void each_is_told_of_as_what_it_changed() {
        EVENTS.assertTold();
    }

    static Stream<RecordedRequest> requests() {
        return RecordedRequest.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void is_answered_as_its_client_expects(RecordedRequest request) throws SQLException {
        try (var replay = Replay.of(request)) {
            switch (request.method()) {
                case "GET" -> reads(request, replay);
                case "DELETE" -> deletes(request, replay);
                default -> writes(request, replay);
            }
        }
    }

    private static void reads(RecordedRequest request, Replay replay) {
        var answer = replay.send();
        EVENTS.none(request, answer);
        assertStatus(request, answer);
        if (answer.statusCode() >= 400) {
            assertError(request, answer);
            return;
        }
        var body = json(answer.body());
        assertThat(header(answer, "Content-Type")).startsWith(Scim.MEDIA);
        assertHas(body, replay.inWords(request.state().path("answer")));
        if (request.state().has("found")) {
            assertThat(body.get("totalResults").isInt()).isTrue();
            assertThat(body.get("totalResults").intValue())
                    .isEqualTo(request.state().get("found").intValue());
        }
        if (request.state().has("found") || request.state().has("atLeast")) {
            assertList(request, body);
        }
    }

    private static void assertList(RecordedRequest request, JsonNode list) {
        assertThat(list.get("schemas").toString())
                .isEqualTo("[\"urn:ietf:params:scim:api:messages:2.0:ListResponse\"]");
        int shown = list.path("Resources").size();
        assertThat(shown).isBetween(0, request.state().path("page").asInt(100));
        assertThat(list.get("totalResults").intValue())
                .isGreaterThanOrEqualTo(
                        Math.max(shown, request.state().path("atLeast").asInt(0)));
        if (list.has("itemsPerPage")) {
            assertThat(list.get("itemsPerPage").intValue()).isEqualTo(shown);
            assertThat(list.get("startIndex").intValue()).isEqualTo(1);
        }
    }

    private static void deletes(RecordedRequest request, Replay replay) {
        var before = replay.hasSubject() && !request.state().has("gone") ? replay.look() : NOTHING;
        var answer = replay.send();
        assertStatus(request, answer);
        if (answer.statusCode() >= 400) {
            EVENTS.none(request, answer);
            assertError(request, answer);
        } else {
            EVENTS.change(request, answer, before, NOTHING);
            assertThat(answer.body()).isEmpty();
            Scim.scim().get(replay.subject()).then().statusCode(404);
        }
    }

    private static void writes(RecordedRequest request, Replay replay) {
        var before = replay.hasSubject() ? replay.look() : NOTHING;
        var answer = replay.send();
        assertStatus(request, answer);
        if (answer.statusCode() >= 400) {
            EVENTS.none(request, answer);
            assertError(request, answer);
            assertThat(replay.look()).as("nothing changes").isEqualTo(before);
            return;
        }
        var after = replay.look();
        EVENTS.change(request, answer, request.method().equals("POST") ? NOTHING : before, after);
        assertState(request, replay, before, after);
        assertShowsTheResource(answer, after);
        if (request.state().has("twice")) {
            var again = replay.send();
            EVENTS.none(request, again);
            assertThat(again.statusCode()).isEqualTo(answer.statusCode());
            assertThat(replay.look()).as("the same again changes nothing").isEqualTo(after);
        }
    }

    private static void assertState(RecordedRequest request, Replay replay, JsonNode before, JsonNode after) {
        var patch = request.method().equals("PATCH");
        var base = patch ? before : replay.inWords(request.entry().get("body"));
        var expected =
                document(merged(document(base), replay.inWords(request.state().path("after"))));
        assertThat(document(after)).as("state after").isEqualTo(expected);
        if (before.has("id")) {
            assertThat(after.get("id")).as("the id stays").isEqualTo(before.get("id"));
        }
        var members = request.state().has("membersAfter")
                ? request.listed("membersAfter")
                : patch ? request.listed("members") : List.<String>of();
        var ids = new ArrayList<String>();
        after.path("members").forEach(member -> ids.add(member.get("value").textValue()));
        assertThat(ids)
                .as("members after")
                .containsExactlyInAnyOrderElementsOf(
                        members.stream().map(replay::id).toList());
    }

    private static void assertShowsTheResource(HttpResponse<byte[]> answer, JsonNode after) {
        if (answer.statusCode() == 204) {
            assertThat(answer.body()).isEmpty();
        } else {
            assertThat(header(answer, "Content-Type")).startsWith(Scim.MEDIA);
            assertThat(json(answer.body())).isEqualTo(after);
        }
        var meta = after.get("meta");
        assertThat(header(answer, "Location")).isEqualTo(meta.get("location").textValue());
        assertThat(header(answer, "ETag")).isEqualTo(meta.get("version").textValue());
    }

    /** 200 and 204 are both right for a PATCH (RFC 7644 §3.5.2); all else is as the source says. */
    private static void assertStatus(RecordedRequest request, HttpResponse<byte[]> answer) {
        if (request.method().equals("PATCH") && request.status() < 300) {
            assertThat(answer.statusCode()).as(text(answer)).isIn(200, 204);
        } else {
            assertThat(answer.statusCode()).as(text(answer)).isEqualTo(request.status());
        }
    }

    private static void assertError(RecordedRequest request, HttpResponse<byte[]> answer) {
        assertThat(header(answer, "Content-Type")).startsWith(Scim.MEDIA);
        var error = json(answer.body());
        assertThat(error.get("schemas").toString()).isEqualTo("[\"urn:ietf:params:scim:api:messages:2.0:Error\"]");
        assertThat(error.get("status").textValue()).isEqualTo(Integer.toString(request.status()));
        assertThat(error.get("detail").textValue()).isNotBlank();
        if (request.state().has("scimType")) {
            assertThat(error.get("scimType")).isEqualTo(request.state().get("scimType"));
        }
        if (answer.statusCode() == 401) {
            assertThat(header(answer, "WWW-Authenticate")).startsWith("Bearer");
        }
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** What the resource itself says; null and [] are the same as nothing (RFC 7643 §2.5). */
    private static ObjectNode document(JsonNode resource) {
        var document = (ObjectNode) withoutNothing(resource);
        document.remove(NOT_OF_THE_DOCUMENT);
        return document;
    }

    private static JsonNode withoutNothing(JsonNode json) {
        if (!json.isObject()) {
            var array = JsonNodeFactory.instance.arrayNode();
            json.forEach(element -> array.add(withoutNothing(element)));
            return json.isArray() ? array : json;
        }
        var object = JsonNodeFactory.instance.objectNode();
        json.properties().forEach(property -> {
            var value = withoutNothing(property.getValue());
            if (!value.isNull() && !(value.isContainerNode() && value.isEmpty())) {
                object.set(property.getKey(), value);
            }
        });
        return object;
    }

    /** RFC 7396. */
    private static ObjectNode merged(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(change -> {
            var value = change.getValue();
            if (value.isNull()) {
                target.remove(change.getKey());
            } else if (value.isObject()) {
                target.set(change.getKey(), merged(target.withObjectProperty(change.getKey()), value));
            } else {
                target.set(change.getKey(), value);
            }
        });
        return target;
    }

    private static void assertHas(JsonNode actual, JsonNode part) {
        if (part.isObject()) {
            part.properties().forEach(property -> {
                if (property.getValue().isNull()) {
                    assertThat(actual.has(property.getKey()))
                            .as(property.getKey())
                            .isFalse();
                } else {
                    assertHas(actual.path(property.getKey()), property.getValue());
                }
            });
        } else if (part.isArray()) {
            assertThat(actual.size()).isEqualTo(part.size());
            for (int i = 0; i < part.size(); i++) {
                assertHas(actual.get(i), part.get(i));
            }
        } else if (!part.isMissingNode()) {
            assertThat(actual).isEqualTo(part);
        }
    }
}
