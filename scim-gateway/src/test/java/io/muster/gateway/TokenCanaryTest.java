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
import io.muster.testing.PostgresControl;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A secret goes through everything that a token can meet, and is looked for afterwards wherever something is kept or said. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class TokenCanaryTest {
    private static final Collection<String> LINES = new ConcurrentLinkedQueue<>();
    /** Those that see tokens, down to what they say to who looks for a mistake. Held: the log manager holds loggers weakly. */
    private static final List<Logger> TALKATIVE = Stream.of(
                    "io.muster",
                    "io.quarkus.security",
                    "io.quarkus.vertx.http.runtime.security",
                    "io.quarkus.smallrye.jwt",
                    "io.smallrye.jwt",
                    "org.hibernate.SQL")
            .map(Logger::getLogger)
            .toList();

    private static final Handler LISTENER = new Handler() {
        @Override
        public void publish(LogRecord line) {
            var parameters = line.getParameters() == null ? List.of() : List.of(line.getParameters());
            LINES.add(line.getMessage() + " " + parameters + " " + causes(line.getThrown()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private static String causes(@Nullable Throwable thrown) {
        var text = new StringBuilder();
        for (var each = thrown; each != null; each = each.getCause()) {
            text.append(each);
        }
        return text.toString();
    }

    @BeforeAll
    static void listen() {
        TALKATIVE.forEach(logger -> logger.setLevel(Level.FINE));
        Logger.getLogger("").addHandler(LISTENER);
    }

    @AfterAll
    static void leave() {
        Logger.getLogger("").removeHandler(LISTENER);
        TALKATIVE.forEach(logger -> logger.setLevel(null));
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
        assertThat(LINES).anyMatch(line -> line.contains(token.id())).noneMatch(line -> line.contains(bare));
        assertThat(rowsWith(token.id())).isPositive();
        assertThat(rowsWith(bare)).isZero();
        assertThat(rowsWith(HexFormat.of().formatHex(bare.getBytes(StandardCharsets.US_ASCII))))
                .isZero();
        assertThat(recordsWith(token.id())).isPositive();
        assertThat(recordsWith(bare)).isZero();
    }

    /** Rows of all our tables that hold the text, bytes as hexadecimal digits. */
    private static long rowsWith(String text) throws SQLException {
        var postgres = PostgresControl.postgres();
        long found = 0;
        for (var table : postgres.query("select table_name as name from information_schema.tables"
                + " where table_schema = 'public' and table_type = 'BASE TABLE'")) {
            var count = postgres.query(
                    "select count(*) as n from \"%s\" t where position(? in cast(t as text)) > 0"
                            .formatted(table.get("name")),
                    text);
            found += (Long) Objects.requireNonNull(count.getFirst().get("n"));
        }
        return found;
    }

    /** Records of all topics that hold the text, in key, headers or value. */
    private static long recordsWith(String text) {
        return Topics.all().stream()
                .flatMap(topic -> {
                    try (var probe = KafkaProbe.on(topic.name())) {
                        return probe.all().stream();
                    }
                })
                .filter(each -> {
                    var all = new StringBuilder().append(each.key());
                    each.headers().forEach(header -> all.append(new String(header.value(), StandardCharsets.UTF_8)));
                    if (each.value() != null) {
                        all.append(new String(each.value(), StandardCharsets.UTF_8));
                    }
                    return all.indexOf(text) >= 0;
                })
                .count();
    }
}
