package io.muster.gateway.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.muster.events.Actor;
import io.muster.gateway.request.Asker;
import io.muster.gateway.request.Shown;
import io.muster.scim.schema.SchemaRegistry;
import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cursor serves the caller and the query that it was given to, for as long as it is told. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class CursorBindingTest {
    private static final String HR = Tokens.client("hr", "scim:read");
    private static final Duration DAY = Duration.ofDays(1);

    @BeforeAll
    static void some_people() throws SQLException {
        PostgresControl.postgres().execute("""
                        insert into resource (id, type, document, folded, created, last_modified)
                        select 'bound-' || n, 'User', d.j, d.j, now(), now() from generate_series(1, 9) n,
                            jsonb_build_object('userName', 'bound-' || n, 'externalId', 'bound') d(j)
                        on conflict do nothing
                        """);
    }

    @Test
    void it_is_bound_to_the_query_and_to_the_caller() {
        var cursor = nextCursor(HR, "/Users?sortBy=userName&count=2&cursor=");
        page(HR, "/Users?sortBy=USERNAME&count=3&attributes=id&cursor=" + cursor)
                .statusCode(200);
        for (var other : List.of(
                "/Users?count=2",
                "/Users?sortBy=userName&sortOrder=descending",
                "/Users?sortBy=displayName",
                "/Users?sortBy=userName&filter=userName%20pr",
                "/Groups?sortBy=displayName",
                "?sortBy=userName")) {
            refused(page(HR, other + "&cursor=" + cursor), "invalidCursor");
        }
        refused(page(Tokens.client("it", "scim:read"), "/Users?sortBy=userName&cursor=" + cursor), "invalidCursor");
        refused(page(Tokens.person("hr", "scim:read"), "/Users?sortBy=userName&cursor=" + cursor), "invalidCursor");
        page(Tokens.client("hr", "scim:write"), "/Users?sortBy=userName&cursor=" + cursor)
                .statusCode(403);
    }

    @Test
    void one_filter_in_another_spelling_is_the_same_query() {
        var cursor = nextCursor(HR, "/Users?filter=externalId%20eq%20%22bound%22&count=2&cursor=");
        page(HR, "/Users?filter=(externalId%20EQ%20%22bound%22)&cursor=" + cursor)
                .statusCode(200);
    }

    @Test
    void what_never_was_a_cursor_is_refused() {
        var cursor = nextCursor(HR, "/Users?count=2&cursor=");
        for (var wrong : List.of(
                "x", "0", "-1", "%00", "%20", "%F0%9F%98%80", cursor + "A", cursor.substring(1), "A".repeat(2_000))) {
            refused(page(HR, "/Users?cursor=" + wrong), "invalidCursor");
        }
    }

    @Test
    void it_expires() throws SQLException {
        nextCursor(HR, "/Users?count=2&cursor="); // the key is there
        refused(page(HR, "/Users?cursor=" + issued(Instant.now().minus(DAY).minusSeconds(60))), "expiredCursor")
                .body("detail", containsString("86400"));
        page(HR, "/Users?cursor=" + issued(Instant.now().minus(DAY).plusSeconds(60)))
                .statusCode(200);
    }

    @Test
    void a_page_begins_at_a_cursor_or_at_an_index() {
        refused(page(HR, "/Users?cursor=&startIndex=1"), "invalidValue").body("detail", containsString("startIndex"));
        refused(page(HR, "/Users?cursor=&count=many"), "invalidCount");
        refused(page(HR, "/Users?cursor=&count=1.5"), "invalidCount");
        refused(page(HR, "/Users?count=many"), "invalidValue");
    }

    @Test
    void a_key_that_is_taken_away_makes_cursors_worthless_and_all_replicas_agree_on_the_next() throws Exception {
        var cursor = nextCursor(HR, "/Users?count=2&cursor=");
        PostgresControl.postgres().execute("delete from cursor_key");
        refused(page(HR, "/Users?cursor=" + cursor), "invalidCursor");
        PostgresControl.postgres().execute("delete from cursor_key");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> first = () -> nextCursor(HR, "/Users?count=2&cursor=");
            for (var made :
                    threads.invokeAll(Stream.generate(() -> first).limit(8).toList())) {
                page(HR, "/Users?cursor=" + made.get()).statusCode(200);
            }
        }
        assertThat(PostgresControl.postgres().query("select 1 as x from cursor_key"))
                .hasSize(1);
    }

    /** A cursor as the gateway would have made it then. */
    private static String issued(Instant then) throws SQLException {
        var secret = (byte[]) Objects.requireNonNull(PostgresControl.postgres()
                .query("select secret from cursor_key")
                .getFirst()
                .get("secret"));
        var hr = new Asker("hr", Actor.client("hr"));
        var request =
                new SearchRequest(Optional.empty(), Optional.empty(), false, 1, null, Optional.of(""), Shown.DEFAULT);
        var context = CursorPages.context(hr, List.of(SchemaRegistry.builtIn().user()), request);
        return new CursorSeal(new SecretKeySpec(secret, "AES"), context)
                .seal(new Cursor(new Position(Optional.empty(), "0"), then));
    }

    private static String nextCursor(String token, String address) {
        return page(token, address).statusCode(200).extract().path("nextCursor");
    }

    private static ValidatableResponse page(String token, String address) {
        return RestAssured.given()
                .urlEncodingEnabled(false)
                .header("Authorization", "Bearer " + token)
                .get("/scim/v2" + address)
                .then();
    }

    private static ValidatableResponse refused(ValidatableResponse answer, String scimType) {
        return answer.statusCode(400).body("scimType", is(scimType)).body("status", is("400"));
    }
}
