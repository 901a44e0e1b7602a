package io.muster.gateway;

import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.image;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.muster.gateway.Scim.with;
import static io.muster.gateway.TokenCalls.admin;
import static io.muster.gateway.TokenCalls.ask;
import static io.muster.gateway.TokenCalls.given;
import static io.muster.gateway.TokenCalls.issue;
import static io.muster.gateway.TokenCalls.revoke;
import static io.muster.gateway.TokenCalls.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.muster.events.Actor;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients reach with opaque tokens, and when no longer. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class TokenAccessTest {
    /** What the gateway promises of a revocation, in every replica. */
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    private static final Set<String> READS =
            Set.of("GET list", "GET one", "POST .search", "GET ServiceProviderConfig", "GET Schemas");
    private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE", "POST Bulk");
    private static final Set<String> ADMINISTERS = Set.of("GET tokens", "POST tokens", "DELETE token", "GET authority");

    @ParameterizedTest
    @ValueSource(strings = {"scim:read", "scim:write", "scim:admin"})
    void each_scope_opens_its_own_verbs_and_no_other(String scope) {
        var token = issue(unique("scoped"), scope).secret();
        var open = switch (scope) {
            case "scim:read" -> READS;
            case "scim:write" -> WRITES;
            default -> ADMINISTERS;
        };
        everyVerb(token).forEach((verb, status) -> {
            if (open.contains(verb)) {
                assertThat(status).as("%s with %s", verb, scope).isBetween(200, 299);
            } else {
                assertThat(status).as("%s with %s", verb, scope).isEqualTo(403);
            }
        });
    }

    private static Map<String, Integer> everyVerb(String token) {
        var id = createUser(user(unique("subject")));
        var doomed = createUser(user(unique("doomed")));
        var other = issue(unique("other"), "scim:read");
        var statuses = new HashMap<String, Integer>();
        statuses.put(
                "GET list", with(token).queryParam("count", 1).get("/Users").statusCode());
        statuses.put("GET one", with(token).get("/Users/" + id).statusCode());
        statuses.put(
                "POST .search",
                with(token).body("{\"count\":1}").post("/Users/.search").statusCode());
        statuses.put(
                "GET ServiceProviderConfig",
                with(token).get("/ServiceProviderConfig").statusCode());
        statuses.put("GET Schemas", with(token).get("/Schemas").statusCode());
        statuses.put(
                "POST", with(token).body(user(unique("made"))).post("/Users").statusCode());
        statuses.put(
                "PUT", with(token).body(user(unique("put"))).put("/Users/" + id).statusCode());
        statuses.put(
                "PATCH",
                with(token)
                        .body(patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"Dr\"}"))
                        .patch("/Users/" + id)
                        .statusCode());
        statuses.put("DELETE", with(token).delete("/Users/" + doomed).statusCode());
        statuses.put(
                "POST Bulk",
                with(token)
                        .body("{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[]}")
                        .post("/Bulk")
                        .statusCode());
        statuses.put("GET tokens", json(token).get("/tokens").statusCode());
        statuses.put(
                "POST tokens",
                json(token)
                        .body(wish(unique("by"), "", "scim:read"))
                        .post("/tokens")
                        .statusCode());
        statuses.put("DELETE token", json(token).delete("/tokens/" + other.id()).statusCode());
        statuses.put("GET authority", json(token).get("/admin/authority").statusCode());
        assertThat(statuses).hasSize(READS.size() + WRITES.size() + ADMINISTERS.size());
        return statuses;
    }

    private static RequestSpecification json(String token) {
        return RestAssured.given().header("Authorization", "bearer " + token).contentType("application/json");
    }

    @Test
    void what_a_client_does_is_told_under_its_name() {
        var client = unique("actor");
        var token = issue(client, "scim:write").secret();
        String id = with(token)
                .body(user(unique("ann")))
                .post("/Users")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        try (var probe = KafkaProbe.on(Topics.IDENTITY_USERS)) {
            var event = probe.awaitEvent(EventTypes.USER_CREATED, id);
            assertThat(event.data().actor()).isEqualTo(Actor.client(client));
            assertThat(image(event).path("id").textValue()).isEqualTo(id);
        }
        with(issue(unique("me"), "scim:read").secret()).get("/Me").then().statusCode(501);
    }

    @Test
    void unknown_mistyped_expired_and_revoked_are_refused_alike() throws SQLException {
        var expired = issue(unique("expired"), "scim:read");
        with(expired.secret()).get("/Users?count=0").then().statusCode(200);
        PostgresControl.postgres().execute("update scim_token set expires_at = now() where id = ?", expired.id());
        var revoked = issue(unique("revoked"), "scim:read");
        revoke(revoked);
        var forgotten = issue(unique("forgotten"), "scim:read");
        PostgresControl.postgres().execute("delete from scim_token where id = ?", forgotten.id());
        var last = expired.secret().charAt(60);
        var mistyped = expired.secret().substring(0, 60) + (last == 'x' ? 'y' : 'x');
        var first = refusal(revoked.secret());
        for (var secret : new String[] {forgotten.secret(), mistyped, "muster_scim_", "muster_scim_!"}) {
            assertThat(refusal(secret)).isEqualTo(first);
        }
        await().atMost(TWO_SECONDS)
                .untilAsserted(() -> assertThat(refusal(expired.secret())).isEqualTo(first));
        // One that is no token of ours at all is answered no differently.
        assertThat(refusal(Tokens.expired("scim:read"))).isEqualTo(first);
        assertThat(presented("unknown")).isPositive();
        assertThat(presented("malformed")).isGreaterThanOrEqualTo(2);
        assertThat(presented("expired")).isPositive();
        assertThat(presented("revoked")).isPositive();
    }

    private static String refusal(String secret) {
        return with(secret)
                .get("/Users?count=0")
                .then()
                .statusCode(401)
                .contentType(Scim.MEDIA)
                .header("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                .extract()
                .asString();
    }

    @Test
    void a_token_that_another_replica_revoked_is_refused_within_two_seconds() throws SQLException {
        var token = issue(unique("elsewhere"), "scim:read");
        with(token.secret()).get("/Users?count=0").then().statusCode(200);
        // Another replica is another process that writes the same row.
        PostgresControl.postgres()
                .execute("update scim_token set revoked_at = now(), revoked_by = 'x' where id = ?", token.id());
        await().atMost(TWO_SECONDS)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> with(token.secret()).get("/Users?count=0").statusCode() == 401);
        with(token.secret()).get("/Users?count=0").then().statusCode(401);
    }

    @Test
    void the_last_use_is_noted_at_most_once_a_minute() throws SQLException {
        var token = issue(unique("used"), "scim:read", "scim:write");
        with(token.secret()).get("/Users?count=0").then().statusCode(200);
        assertThat(lastUse(token)).isCloseTo(now(), within(1, ChronoUnit.MINUTES));
        // Used half a minute ago; that it may no longer write shows that the row was read since.
        var halfAMinuteAgo = now().minusSeconds(30);
        set(token, halfAMinuteAgo, "{scim:read}");
        await().atMost(TWO_SECONDS)
                .until(() -> with(token.secret()).delete("/Users/x").statusCode() == 403);
        assertThat(lastUse(token)).isEqualTo(halfAMinuteAgo);
        var longerAgo = now().minusSeconds(61);
        set(token, longerAgo, "{scim:read}");
        await().atMost(TWO_SECONDS).until(() -> {
            with(token.secret()).get("/Users?count=0");
            return lastUse(token).isAfter(longerAgo);
        });
        admin().get("/tokens/" + token.id()).then().body("lastUsedAt", containsString("T"));
    }

    private static Instant now() {
        return InstantSource.system().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static void set(TokenCalls.Given token, Instant lastUsed, String scopes) throws SQLException {
        PostgresControl.postgres()
                .execute(
                        "update scim_token set last_used_at = ?, scopes = cast(? as text[]) where id = ?",
                        Timestamp.from(lastUsed),
                        scopes,
                        token.id());
    }

    private static Instant lastUse(TokenCalls.Given token) throws SQLException {
        var row = PostgresControl.postgres()
                .query("select last_used_at as at from scim_token where id = ?", token.id())
                .getFirst();
        return ((Timestamp) Objects.requireNonNull(row.get("at"))).toInstant();
    }

    @Test
    void too_many_requests_are_told_when_to_come_again_and_others_go_on() {
        var eager = given(ask(wish(unique("eager"), "\"requestsPerSecond\":1,\"burst\":3", "scim:read", "scim:admin")));
        var calm = issue(unique("calm"), "scim:read");
        int admitted = 0;
        for (int i = 0; i < 12; i++) {
            var answer = with(eager.secret()).get("/Users?count=0");
            if (answer.statusCode() == 200) {
                admitted++;
                continue;
            }
            answer.then()
                    .statusCode(429)
                    .contentType(Scim.MEDIA)
                    .header("Retry-After", "1")
                    .body("schemas[0]", is("urn:ietf:params:scim:api:messages:2.0:Error"))
                    .body("status", is("429"))
                    .body("detail", containsString("1 requests a second"));
        }
        assertThat(admitted)
                .as("the burst, and what a slow machine's seconds add")
                .isBetween(3, 8);
        with(calm.secret()).get("/Users?count=0").then().statusCode(200);
        Scim.scim().get("/Users?count=0").then().statusCode(200);
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            var answer = json(eager.secret()).get("/tokens?limit=1");
            answer.then()
                    .statusCode(429)
                    .contentType("application/problem+json")
                    .header("Retry-After", "1");
        });
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> with(eager.secret()).get("/Users?count=0").statusCode() == 200);
        assertThat(presented("limited")).isPositive();
    }

    private static double presented(String outcome) {
        var port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", String.class);
        return RestAssured.get("http://localhost:" + port + "/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("muster_gateway_tokens_presented_total")
                        && line.contains("outcome=\"" + outcome + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric for " + outcome));
    }
}
