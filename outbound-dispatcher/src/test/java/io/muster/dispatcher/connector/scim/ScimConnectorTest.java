package io.muster.dispatcher.connector.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.ConnectorContract;
import io.muster.dispatcher.connector.NewAccount;
import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetId;
import io.muster.stack.targets.ScimApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Against the SCIM SDK's server; the habits of other targets against a server that answers as told. */
class ScimConnectorTest extends ConnectorContract<ScimApplication> {
    private static final List<String> ATTRIBUTES = List.of(
            "userName",
            "externalId",
            "displayName",
            "name.familyName",
            "emails[type eq \"work\"].value",
            "title",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department");

    @Override
    protected ScimApplication start(Path directory) throws Exception {
        return ScimApplication.start(0, directory, SECRET);
    }

    @Override
    protected String url(ScimApplication target) {
        return target.url();
    }

    @Override
    protected String url(int port) {
        return "http://127.0.0.1:" + port + "/scim/v2";
    }

    @Override
    protected Connector connector(String url, String token, Duration timeout) {
        return new ScimConnector(new ScimSettings(URI.create(url), token, ATTRIBUTES, timeout));
    }

    @Override
    protected String name() {
        return "userName";
    }

    @Override
    protected String externalId() {
        return "externalId";
    }

    @Override
    protected String title() {
        return "title";
    }

    @Override
    protected Map<String, JsonNode> account(String name, String id) {
        Map<String, JsonNode> account = new LinkedHashMap<>();
        account.put("userName", TextNode.valueOf(name));
        account.put("externalId", TextNode.valueOf(id));
        account.put("name.familyName", TextNode.valueOf("Martin"));
        account.put("emails[type eq \"work\"].value", TextNode.valueOf(id + "@kartapuce.example"));
        account.put(
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                TextNode.valueOf("Engineering"));
        return account;
    }

    @Test
    void after_an_answer_that_does_not_come_nobody_knows() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        try (Odd odd = new Odd(exchange -> awaitQuietly(end));
                Connector connector = connector(url(odd.port()), SECRET, Duration.ofMillis(300))) {
            assertThat(connector.create(new NewAccount(true, account("alice", "u-1"))))
                    .isInstanceOf(Outcome.Unknown.class);
            end.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_server_error_is_unknown_and_a_busy_one_says_when_to_come_back() throws IOException {
        try (Odd odd = new Odd(exchange -> answer(exchange, 500, "<html>oops</html>"));
                Connector connector = connector(url(odd.port()), SECRET, TIMEOUT)) {
            assertThat(connector.create(new NewAccount(true, account("alice", "u-1"))))
                    .isInstanceOf(Outcome.Unknown.class);
        }
        try (Odd odd = new Odd(exchange -> {
                    exchange.getResponseHeaders().set("Retry-After", "7");
                    answer(exchange, 429, "{\"detail\":\"slow down\"}");
                });
                Connector connector = connector(url(odd.port()), SECRET, TIMEOUT)) {
            assertThat(connector.setActive(new TargetId("1"), false))
                    .isEqualTo(new Outcome.Busy("429: slow down", Optional.of(Duration.ofSeconds(7))));
        }
    }

    @Test
    void a_created_answer_without_an_id_is_no_success() throws IOException {
        try (Odd odd = new Odd(exchange -> answer(exchange, 201, "{}"));
                Connector connector = connector(url(odd.port()), SECRET, TIMEOUT)) {
            assertThat(connector.create(new NewAccount(true, account("alice", "u-1"))))
                    .isInstanceOf(Outcome.Unknown.class);
        }
    }

    @Test
    void a_target_without_patch_is_written_by_put_with_what_it_holds() throws IOException {
        String user =
                "{\"id\":\"1\",\"userName\":\"alice\",\"nickName\":\"Al\",\"active\":true,\"meta\":{\"version\":\"x\"}}";
        try (Odd odd = new Odd(exchange -> {
                    exchange.getResponseHeaders().set("ETag", "W/\"3\"");
                    answer(exchange, exchange.getRequestMethod().equals("PATCH") ? 501 : 200, user);
                });
                Connector connector = connector(url(odd.port()), SECRET, TIMEOUT)) {
            assertThat(connector.update(new TargetId("1"), Map.of("title", TextNode.valueOf("Boss"))))
                    .isInstanceOf(Outcome.Applied.class);
            assertThat(odd.requests)
                    .last()
                    .isEqualTo("PUT /scim/v2/Users/1 W/\"3\" {\"id\":\"1\",\"userName\":\"alice\",\"nickName\":\"Al\","
                            + "\"active\":true,\"title\":\"Boss\"}");
        }
    }

    @Test
    void a_cut_list_of_accounts_is_no_list() throws IOException {
        try (Odd odd = new Odd(exchange -> answer(exchange, 200, "{\"totalResults\":\"5\",\"Resources\":[]}"));
                Connector connector = connector(url(odd.port()), SECRET, TIMEOUT)) {
            assertThat(connector.page(Optional.empty()))
                    .isInstanceOf(io.muster.dispatcher.connector.Answer.Failed.class);
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** A target with one habit. */
    private static final class Odd implements AutoCloseable {
        private final HttpServer server;
        private final List<String> requests = new CopyOnWriteArrayList<>();

        interface Habit {
            void answer(HttpExchange exchange) throws IOException;
        }

        Odd(Habit habit) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
            server.createContext("/", exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("If-Match") + " " + body);
                habit.answer(exchange);
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
