package io.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.testing.Tokens;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Requests with addresses that no HTTP client would send. */
final class RawHttp {
    private static final int CHUNK = 64 * 1024;

    private RawHttp() {}

    /** Names of headers in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {}

    /** Sends the whole body, whatever comes back meanwhile, and reads the answer. */
    static Answer sendBody(String target, String body, boolean chunked, String... scopes) throws Exception {
        var length = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length();
        var head = "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\n%s\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(target, Scim.MEDIA, length, Tokens.client("hr", scopes));
        try (var threads = Executors.newSingleThreadExecutor();
                var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(10_000);
            var sent = threads.submit(() -> {
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write((chunked ? inChunks(body) : body).getBytes(StandardCharsets.US_ASCII));
                return true;
            });
            var answer = answer(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertThat(sent.get(10, TimeUnit.SECONDS)).isTrue();
            return answer;
        }
    }

    private static String inChunks(String body) {
        var chunks = new StringBuilder();
        for (int from = 0; from < body.length(); from += CHUNK) {
            var chunk = body.substring(from, Math.min(from + CHUNK, body.length()));
            chunks.append("%x\r\n".formatted(chunk.length())).append(chunk).append("\r\n");
        }
        return chunks.append("0\r\n\r\n").toString();
    }

    static Answer send(String method, String target, String... scopes) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(10_000);
            var request =
                    "%s %s HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n"
                            .formatted(method, target, Tokens.client("hr", scopes));
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return answer(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Answer answer(String text) {
        int end = text.indexOf("\r\n\r\n");
        var head = text.substring(0, end).lines().toList();
        var headers = new LinkedHashMap<String, String>();
        for (var line : head.subList(1, head.size())) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        var status = head.getFirst().substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
        return new Answer(Integer.parseInt(status), headers, text.substring(end + 4));
    }
}
