package io.muster.dispatcher.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.Database;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A worker that ends must not forget what others asked of its account while it worked. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(TargetServers.class)
class AskedMeanwhileTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TARGET = "of-nobody"; // no worker looks at it

    @Inject
    AccountStore store;

    @Inject
    Database database;

    @Inject
    Pool pool;

    @Test
    void a_read_that_was_asked_for_while_a_worker_was_at_it_is_still_asked_for_when_it_ends() {
        var identity = Uuid7.next();
        done(pool.preparedQuery("insert into account (identity, target) values ($1, $2)")
                .execute(Tuple.of(identity, TARGET))
                .replaceWithVoid());
        var seen = situation(identity);
        done(database.transaction(tx -> store.verify(tx, identity, TARGET)));
        done(database.transaction(tx -> store.record(tx, seen, new Run(seen.state()).settled("absent"))));
        assertThat(situation(identity).state().verify()).isTrue();

        var again = situation(identity);
        var read = new AccountState(
                again.state().targetId(),
                again.state().active(),
                again.state().written(),
                again.state().seen(),
                again.state().entitlements(),
                false,
                false,
                again.state().uncertainSince());
        done(database.transaction(tx -> store.record(tx, again, new Run(read).settled("absent"))));
        assertThat(situation(identity).state().verify()).isFalse();
    }

    @Test
    void a_request_without_the_body_that_it_needs_is_refused() {
        given().auth()
                .oauth2(Tokens.with("provisioning:write"))
                .contentType(ContentType.JSON)
                .put("/targets")
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:muster:problem:missing-body"));
        given().auth()
                .oauth2(Tokens.with("provisioning:write"))
                .contentType(ContentType.JSON)
                .post("/provision")
                .then()
                .statusCode(400);
    }

    private Situation situation(String identity) {
        return store.situation(identity, TARGET).await().atMost(PATIENCE).orElseThrow();
    }

    private static void done(Uni<Void> work) {
        work.await().atMost(PATIENCE);
    }
}
