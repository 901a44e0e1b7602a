package io.muster.gateway;

import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.TokenCalls.admin;
import static io.muster.gateway.TokenCalls.ask;
import static io.muster.gateway.TokenCalls.given;
import static io.muster.gateway.TokenCalls.issue;
import static io.muster.gateway.TokenCalls.revoke;
import static io.muster.gateway.TokenCalls.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What administrators do with opaque tokens. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class TokensTest {
    @Test
    void an_issue_shows_the_secret_and_everything_else_never_does() {
        var client = unique("entra");
        var answer = ask(wish(client, "\"requestsPerSecond\":7", "scim:write", "scim:read"))
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .body("token", matchesPattern("muster_scim_[0-9A-Za-z]{49}"))
                .body("client", is(client))
                .body("status", is("active"))
                .body("scopes", equalTo(List.of("scim:read", "scim:write")))
                .body("requestsPerSecond", is(7))
                .body("burst", is(14))
                .body("profile", is("rfc"))
                .body("createdBy", is("admin"))
                .body("lastUsedAt", nullValue());
        var token = given(answer);
        answer.header("Location", endsWith("/tokens/" + token.id()));
        var shown = admin().get("/tokens/" + token.id()).then().statusCode(200).body("id", is(token.id()));
        var listed = admin().queryParam("client", client).get("/tokens").then().statusCode(200);
        listed.body("items.id", equalTo(List.of(token.id()))).body("next", nullValue());
        assertThat(shown.extract().asString() + listed.extract().asString())
                .doesNotContain(token.secret())
                .doesNotContain("hash");
    }

    @Test
    void a_third_active_token_is_refused_until_one_is_revoked_or_expired() throws SQLException {
        var client = unique("okta");
        var first = issue(client, "scim:read");
        var second = issue(client, "scim:read");
        ask(wish(client, "", "scim:read"))
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", is("urn:muster:problem:too-many-active-tokens"))
                .body("detail", containsString("Revoke"))
                .body("active", containsInAnyOrder(first.id(), second.id()));
        revoke(first);
        var third = issue(client, "scim:read");
        ask(wish(client, "", "scim:read")).statusCode(409);
        PostgresControl.postgres()
                .execute("update scim_token set expires_at = now() - interval '1 second' where id = ?", third.id());
        issue(client, "scim:read");
        admin().queryParam("client", client)
                .queryParam("status", "active")
                .get("/tokens")
                .then()
                .body("items.size()", is(2));
        admin().get("/tokens/" + first.id())
                .then()
                .body("status", is("revoked"))
                .body("revokedBy", is("admin"))
                .body("revokedAt", notNullValue());
        admin().get("/tokens/" + third.id()).then().body("status", is("expired"));
    }

    @Test
    void of_eight_issues_at_once_two_win() throws Exception {
        var client = unique("race");
        var statuses = new ArrayList<Integer>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            var calls = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < 8; i++) {
                calls.add(() -> ask(wish(client, "", "scim:read")).extract().statusCode());
            }
            for (var status : threads.invokeAll(calls)) {
                statuses.add(status.get());
            }
        }
        assertThat(statuses).filteredOn(status -> status == 201).hasSize(2);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(6);
        assertThat(PostgresControl.postgres().query("select id from scim_token where client = ?", client))
                .hasSize(2);
    }

    @Test
    void issue_and_revocation_are_told_once_each() {
        var client = unique("told");
        var token = issue(client, "scim:read", "scim:write");
        revoke(token);
        revoke(token);
        var subject = "scim-gateway/tokens/" + token.id();
        try (var probe = KafkaProbe.on(Topics.ADMIN_EVENTS)) {
            probe.awaitEvent(EventTypes.TOKEN_REVOKED, subject);
            var events = probe.events(subject);
            assertThat(events)
                    .extracting(Event::type)
                    .containsExactly(EventTypes.TOKEN_ISSUED, EventTypes.TOKEN_REVOKED);
            var issued = events.getFirst().data();
            assertThat(issued.actor().id()).isEqualTo("admin");
            assertThat(issued.reason().text()).contains(client, "scim:read, scim:write");
            var details = Objects.requireNonNull(issued.details());
            assertThat(details.path("token").textValue()).isEqualTo(token.id());
            assertThat(details.path("client").textValue()).isEqualTo(client);
            assertThat(details.path("scopes").toString()).isEqualTo("[\"scim:read\",\"scim:write\"]");
            assertThat(details.has("expiresAt")).isTrue();
        }
    }

    @Test
    void a_list_has_pages_newest_first() {
        var issued = new ArrayList<String>();
        var client = unique("pages");
        for (int i = 0; i < 5; i++) {
            var token = issue(client, "scim:read");
            issued.addFirst(token.id());
            revoke(token);
        }
        var seen = new ArrayList<String>();
        String cursor = null;
        do {
            var request = admin().queryParam("client", client).queryParam("limit", 2);
            var page = (cursor == null ? request : request.queryParam("cursor", cursor))
                    .get("/tokens")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            seen.addAll(page.getList("items.id", String.class));
            cursor = page.getString("next");
        } while (cursor != null);
        assertThat(seen).isEqualTo(issued);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"client\":\"c\",\"scopes\":[\"scim:read\"]}",
                "{\"client\":\"c\",\"scopes\":[],\"expiresAt\":\"SOON\"}",
                "{\"client\":\"c\",\"scopes\":[\"policy:write\"],\"expiresAt\":\"SOON\"}",
                "{\"client\":\"two words\",\"scopes\":[\"scim:read\"],\"expiresAt\":\"SOON\"}",
                "{\"client\":\"c\",\"scopes\":[\"scim:read\"],\"expiresAt\":\"tomorrow\"}",
                "{\"client\":\"c\",\"scopes\":[\"scim:read\"],\"expiresAt\":\"2020-01-01T00:00:00Z\"}",
                "{\"client\":\"c\",\"scopes\":[\"scim:read\"],\"expiresAt\":\"LATE\"}",
                "{\"client\":\"c\",\"scopes\":[\"scim:read\"],\"expiresAt\":\"SOON\",\"requestsPerSecond\":0}",
                "{\"client\":\"c\",\"scopes\":[\"scim:read\"],\"expiresAt\":\"SOON\",\"burst\":10001}",
                "{\"client\":\"c\",\"scopes\":[\"scim:read\"],\"expiresAt\":\"SOON\",\"profile\":\"azure\"}",
                "{\"client\":\"c\",\"scopes\":[\"scim:read\"],\"expiresAt\":\"SOON\",\"hiddenAttributes\":[\"nothing\"]}",
                "{\"client\":\"c\",\"scopes\":[\"scim:read\"],\"expiresAt\":\"SOON\",\"hiddenAttributes\":[\"name.familyName\"]}",
                "{\"client\":\"c\",\"scopes\":[\"scim:read\"],\"expiresAt\":\"SOON\",\"hiddenAttributes\":[\"userName\"]}",
                "{\"client\":\"c\",\"scopes\":[\"scim:read\"],\"expiresAt\":\"SOON\",\"hiddenAttributes\":[\"schemas\"]}",
                "["
            })
    void what_cannot_be_is_a_problem_and_no_token(String body) throws SQLException {
        var client = unique("bad");
        var asked = body.replace("\"c\"", "\"" + client + "\"")
                .replace("SOON", TokenCalls.inAnHour().toString())
                .replace(
                        "LATE", TokenCalls.inAnHour().plus(Duration.ofDays(366)).toString());
        ask(asked).statusCode(400).contentType("application/problem+json").body("detail", notNullValue());
        assertThat(PostgresControl.postgres().query("select id from scim_token where client = ?", client))
                .isEmpty();
    }

    @Test
    void only_administrators_manage_tokens() {
        var token = issue(unique("managed"), "scim:read");
        for (var scopes : List.of(new String[] {"scim:read", "scim:write"}, new String[] {"policy:write"})) {
            var other = RestAssured.given()
                    .header("Authorization", "Bearer " + Tokens.client("hr", scopes))
                    .contentType("application/json");
            other.get("/tokens").then().statusCode(403);
            other.get("/tokens/" + token.id()).then().statusCode(403);
            other.delete("/tokens/" + token.id()).then().statusCode(403);
            other.body(wish(unique("mine"), "", "scim:admin"))
                    .post("/tokens")
                    .then()
                    .statusCode(403);
        }
        RestAssured.get("/tokens").then().statusCode(401);
        admin().get("/tokens/" + token.id()).then().body("status", is("active"));
        admin().get("/tokens/nothing").then().statusCode(404);
        admin().delete("/tokens/0193e6a0-0000-7000-8000-000000000001").then().statusCode(404);
        admin().queryParam("status", "lost").get("/tokens").then().statusCode(400);
        admin().queryParam("client", "\0").get("/tokens").then().statusCode(400);
        admin().queryParam("cursor", "AA").get("/tokens").then().statusCode(400);
    }
}
