package io.muster.dispatcher.account;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A SCIM application behind a gate that fails as a test wants. The wish is a system property: tests have another class loader. */
final class FaultyApplication implements AutoCloseable {
    /** What is wrong with it. */
    enum Fault {
        /** Nothing. */
        NONE,
        /** Our credential is refused. */
        LOCKED,
        /** Each request ends in an error. */
        BROKEN,
        /** The first create of the one who is meant is done and has no answer. */
        MUTE_ONCE,
        /** A PATCH is answered as if it were done. */
        LYING
    }

    /** What can be held back at the gate for as long as a test wants. */
    enum Held {
        /** A question for all accounts, before the application has seen it. */
        PAGE,
        /** The answer to a PATCH that the application has done. */
        PATCH;

        private String held() {
            return "muster.test.held." + name();
        }

        private String waiting() {
            return "muster.test.waiting." + name();
        }

        void hold() {
            System.clearProperty(waiting());
            System.setProperty(held(), "true");
        }

        void letGo() {
            System.clearProperty(held());
        }

        /** Whether somebody has come to the gate since it was closed. */
        boolean isWaiting() {
            return Boolean.getBoolean(waiting());
        }

        private void pass() {
            if (Boolean.getBoolean(held())) {
                System.setProperty(waiting(), "true");
                await().pollInterval(Duration.ofMillis(20)).until(() -> !Boolean.getBoolean(held()));
            }
        }
    }

    private static final String WISH = "muster.test.fault";
    private static final String MEANT = "muster.test.fault.meant";
    private static final Set<String> OWN = Set.of("connection", "host", "content-length", "upgrade", "http2-settings");

    private final HttpServer gate;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String application;

    private FaultyApplication(String url) throws IOException {
        application = url.substring(0, url.indexOf("/scim/v2"));
        gate = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        gate.setExecutor(threads);
        gate.createContext("/", this::handle);
    }

    static FaultyApplication before(String url) throws IOException {
        var faulty = new FaultyApplication(url);
        faulty.gate.start();
        return faulty;
    }

    String url() {
        return "http://127.0.0.1:" + gate.getAddress().getPort() + "/scim/v2";
    }

    static void wish(Fault fault) {
        System.setProperty(WISH, fault.name());
    }

    /** Somebody's requests only; whose body names him. */
    static void wish(Fault fault, String meant) {
        System.setProperty(MEANT, meant);
        wish(fault);
    }

    private static Fault wished() {
        return Fault.valueOf(System.getProperty(WISH, Fault.NONE.name()));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            if (String.valueOf(exchange.getRequestURI().getQuery()).startsWith("startIndex=1&")) {
                Held.PAGE.pass();
            }
            switch (wished()) {
                case NONE -> forward(exchange, body, true);
                case LOCKED -> exchange.sendResponseHeaders(401, -1);
                case BROKEN -> exchange.sendResponseHeaders(500, -1);
                case MUTE_ONCE -> {
                    boolean mute = exchange.getRequestMethod().equals("POST")
                            && new String(body, StandardCharsets.UTF_8).contains(System.getProperty(MEANT, ""));
                    if (mute) {
                        wish(Fault.NONE);
                    }
                    forward(exchange, body, !mute);
                }
                case LYING -> {
                    if (exchange.getRequestMethod().equals("PATCH")) {
                        exchange.sendResponseHeaders(204, -1);
                    } else {
                        forward(exchange, body, true);
                    }
                }
            }
        }
    }

    private void forward(HttpExchange exchange, byte[] body, boolean answers) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(application + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                request.header(name, values.getFirst());
            }
        });
        HttpResponse<byte[]> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (exchange.getRequestMethod().equals("PATCH")) {
            Held.PATCH.pass();
        }
        if (!answers) {
            return; // the exchange closes, and with it the connection
        }
        response.headers()
                .firstValue("Content-Type")
                .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
        response.headers()
                .firstValue("ETag")
                .ifPresent(tag -> exchange.getResponseHeaders().set("ETag", tag));
        exchange.sendResponseHeaders(response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
        if (response.body().length > 0) {
            exchange.getResponseBody().write(response.body());
        }
    }

    @Override
    public void close() {
        gate.stop(0);
        threads.close();
        client.close();
    }
}
