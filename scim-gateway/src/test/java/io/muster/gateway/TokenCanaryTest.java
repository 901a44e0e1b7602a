package io.muster.gateway;

import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static io.muster.gateway.Scim.with;
import static io.muster.gateway.TokenCalls.admin;
import static io.muster.gateway.TokenCalls.ask;
import static io.muster.gateway.TokenCalls.given;
import static io.muster.gateway.TokenCalls.revoke;
import static io.muster.gateway.TokenCalls.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A secret goes through everything that a token can meet, and is looked for afterwards wherever something is kept or said. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class TokenCanaryTest {
    private final Traces traces = new Traces();

    @AfterEach
    void leave() {
        traces.close();
    }

    @Test
    void the_secret_is_in_no_table_no_topic_no_log_line_and_no_answer_but_the_first() throws SQLException {
        var client = unique("canary");
        var token = given(ask(wish(client, "\"requestsPerSecond\":1,\"burst\":12", "scim:read", "scim:write")));
        var secret = token.secret();
        var answers = new ArrayList<Response>();
        answers.add(with(secret).body(user(unique("kept"))).post("/Users"));
        answers.add(with(secret).get("/Users?count=1"));
        answers.add(with(secret).get("/Users?filter=nonsense"));
        answers.add(with(secret).body("{").post("/Users"));
        answers.add(with(secret).body(patch("{}")).patch("/Users/x"));
        answers.add(with(secret).get("/Me"));
        answers.add(with(secret).get("/tokens"));
        answers.add(
                RestAssured.given().header("Authorization", "Bearer " + secret).get("/tokens"));
        answers.add(with(secret + "x").get("/Users"));
        answers.add(with(secret.substring(0, 40)).get("/Users"));
        // To the JWT mechanism, which takes what is not ours.
        answers.add(with("x" + secret).get("/Users"));
        await().until(() -> {
            var answer = with(secret).get("/Users?count=0");
            answers.add(answer);
            return answer.statusCode() == 429;
        });
        answers.add(admin().get("/tokens?client=" + client));
        answers.add(admin().get("/tokens/" + token.id()));
        ask(wish(client, "", "scim:read")).statusCode(201);
        answers.add(admin().body(wish(client, "", "scim:read")).post("/tokens"));
        revoke(token);
        await().atMost(Duration.ofSeconds(3)).until(() -> {
            var answer = with(secret).get("/Users?count=0");
            answers.add(answer);
            return answer.statusCode() == 401;
        });
        // What is known of the token has reached every place by now: the search below is of something.
        try (var probe = KafkaProbe.on(Topics.ADMIN_EVENTS)) {
            probe.awaitEvent(EventTypes.TOKEN_REVOKED, "scim-gateway/tokens/" + token.id());
        }
        Logger.getLogger(TokenCanaryTest.class.getName()).info("the canary " + token.id() + " has sung");

        var bare = secret.substring("muster_scim_".length());
        assertThat(answers)
                .extracting(answer -> answer.asString() + answer.headers())
                .noneMatch(answer -> answer.contains(bare));
        assertThat(traces.lines()).anyMatch(line -> line.contains(token.id())).noneMatch(line -> line.contains(bare));
        assertThat(Traces.rowsWith(token.id())).isPositive();
        assertThat(Traces.rowsWith(bare)).isZero();
        assertThat(Traces.rowsWith(HexFormat.of().formatHex(bare.getBytes(StandardCharsets.US_ASCII))))
                .isZero();
        assertThat(Traces.recordsWith(token.id())).isPositive();
        assertThat(Traces.recordsWith(bare)).isZero();
    }
}
