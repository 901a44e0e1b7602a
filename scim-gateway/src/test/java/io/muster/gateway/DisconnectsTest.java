package io.muster.gateway;

import static io.muster.gateway.Scim.createGroup;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.patch;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.testing.MusterServers;
import io.muster.testing.PostgresControl;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Clients that are gone before they have asked, or before they are answered, take nothing with them. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class DisconnectsTest {
    private static final int CLIENTS = 1_000;
    private static final int AT_ONCE = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ConfigProperty(name = "quarkus.datasource.reactive.max-size")
    int poolSize;

    @Test
    void a_thousand_clients_that_go_in_the_middle_leave_no_transaction_and_a_full_pool() throws Exception {
        var token = Tokens.client("hr", "scim:read", "scim:write");
        var group = createGroup(unique("Left"));
        var members = IntStream.range(0, 10)
                .mapToObj(i -> createUser(user(unique("left"))))
                .toList();
        var left = Together.run(
                CLIENTS, AT_ONCE, i -> leave(request(i, group, members.get(i % members.size()), token), i));
        assertThat(left).hasSize(CLIENTS);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(openTransactions()).isZero());
        assertThat(changedWhileALockHoldsEveryConnection()).hasSize(poolSize).containsOnly(200);
        assertThat(scim().get("/Groups/" + group).statusCode()).isEqualTo(200);
    }

    /** What a client wanted to ask: a new user, a membership of the one group that all want to change, a search. */
    private static String request(int client, String group, String member, String token) {
        return switch (client % 3) {
            case 0 -> http("POST", "/Users", user(unique("gone")), token);
            case 1 ->
                http(
                        "PATCH",
                        "/Groups/" + group,
                        patch("{\"op\":\"%s\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}"
                                .formatted(client % 2 == 0 ? "add" : "remove", member)),
                        token);
            default -> http("GET", "/Users?count=100", "", token);
        };
    }

    private static String http(String method, String target, String body, String token) {
        return "%s /scim/v2%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\nAuthorization: Bearer %s\r\n\r\n%s"
                .formatted(method, target, Scim.MEDIA, body.length(), token, body);
    }

    /** Half the head, half the body, or everything was sent; then the connection is reset, as by a process that is killed. */
    private static int leave(String request, int client) throws Exception {
        int head = request.indexOf("\r\n\r\n") + 4;
        int sent = switch (client / 3 % 3) {
            case 0 -> head / 2;
            case 1 -> head + (request.length() - head) / 2;
            default -> request.length();
        };
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(request.substring(0, sent).getBytes(StandardCharsets.UTF_8));
            return sent;
        }
    }

    /** As many requests as the pool has connections, each of which has got one and waits in it: every one changes another person. */
    private List<Integer> changedWhileALockHoldsEveryConnection() throws Exception {
        var people = IntStream.range(0, poolSize)
                .mapToObj(i -> createUser(user(unique("pool"))))
                .toList();
        try (var threads = Executors.newFixedThreadPool(poolSize);
                var other = PostgresControl.postgres().connect();
                var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table resource in share mode");
            var calls = new ArrayList<Future<Integer>>();
            for (var person : people) {
                calls.add(threads.submit(
                        () -> scim().body(patch("{\"op\":\"replace\",\"path\":\"title\",\"value\":\"held\"}"))
                                .patch("/Users/" + person)
                                .statusCode()));
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(waitingForALock()).isEqualTo(poolSize));
            other.rollback();
            var statuses = new ArrayList<Integer>();
            for (var call : calls) {
                statuses.add(call.get());
            }
            return statuses;
        }
    }

    private static int openTransactions() throws SQLException {
        return sessions("xact_start is not null");
    }

    private static int waitingForALock() throws SQLException {
        return sessions("wait_event_type = 'Lock'");
    }

    /** The sessions of the gateway, and of nobody else who looks at its database. */
    private static int sessions(String condition) throws SQLException {
        return PostgresControl.postgres()
                .query(
                        "select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'"
                                + " and pid <> pg_backend_pid() and " + condition)
                .size();
    }
}
