package io.muster.dispatcher.connector.scim;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.dispatcher.connector.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Requests to a SCIM target, and what can be said after each: answered, never sent, or silence. */
final class ScimHttp implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST_ANSWER = 16 * 1024 * 1024;
    private static final int LONGEST_DETAIL = 400;

    /** What came back. */
    sealed interface Reply {
        record Answered(int status, JsonNode body, Optional<Duration> retryAfter, Optional<String> etag)
                implements Reply {
            boolean ok() {
                return status >= 200 && status < 300;
            }

            /** The target does not have this operation at all. */
            boolean notImplemented() {
                return status == 501 || status == 405;
            }
        }

        record NotSent(String detail) implements Reply {}

        record Silent(String detail) implements Reply {}
    }

    private final ScimSettings settings;
    private final HttpClient client;

    ScimHttp(ScimSettings settings) {
        this.settings = settings;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    Reply get(String path) {
        return send("GET", path, null, Optional.empty());
    }

    Reply send(String method, String path, @Nullable JsonNode body, Optional<String> ifMatch) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.base() + path))
                .timeout(settings.timeout())
                .header("Authorization", "Bearer " + settings.token())
                .header("Accept", "application/scim+json, application/json;q=0.9")
                .header("User-Agent", "muster-outbound-dispatcher")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
        if (body != null) {
            request.header("Content-Type", "application/scim+json");
        }
        ifMatch.ifPresent(etag -> request.header("If-Match", etag));
        return exchange(request.build());
    }

    /** The client's own limit ends with the answer's head; this one holds for the whole answer. */
    private Reply exchange(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> pending =
                client.sendAsync(request, info -> new BoundedBody(LARGEST_ANSWER));
        try {
            return answered(pending.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            pending.cancel(true);
            return new Reply.Silent("no answer within " + settings.timeout());
        } catch (InterruptedException stopped) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            return new Reply.Silent("stopped while waiting for the answer");
        } catch (ExecutionException failed) {
            return failed(failed.getCause() == null ? failed : failed.getCause());
        }
    }

    private static Reply failed(Throwable cause) {
        return switch (cause) {
            case HttpConnectTimeoutException late -> new Reply.NotSent("cannot connect in time");
            case ConnectException refused -> new Reply.NotSent("cannot connect");
            case UnresolvedAddressException unknown -> new Reply.NotSent("the host's name is not known");
            case IOException broken -> new Reply.Silent("the connection broke: " + broken.getMessage());
            default -> new Reply.Silent("the request failed: " + cause);
        };
    }

    private static Reply answered(HttpResponse<byte[]> response) {
        return new Reply.Answered(
                response.statusCode(),
                json(response.body()),
                RetryAfter.of(response.headers()),
                response.headers().firstValue("ETag"));
    }

    /** A body that is not JSON says nothing; the status still does. */
    private static JsonNode json(byte[] body) {
        try {
            JsonNode parsed = JSON.readTree(body);
            return parsed == null ? JsonNodeFactory.instance.missingNode() : parsed;
        } catch (JacksonException notJson) {
            return JsonNodeFactory.instance.missingNode();
        } catch (IOException unreadable) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    /** What a reply that is no success means for a write. */
    static Outcome.Trouble trouble(Reply reply) {
        return switch (reply) {
            case Reply.NotSent(String detail) -> new Outcome.Unreachable(detail);
            case Reply.Silent(String detail) -> new Outcome.Unknown(detail);
            case Reply.Answered answered -> trouble(answered);
        };
    }

    private static Outcome.Trouble trouble(Reply.Answered answered) {
        String detail = detail(answered);
        return switch (answered.status()) {
            case 401 -> new Outcome.Unauthorized(detail);
            case 412, 429, 503 -> new Outcome.Busy(detail, answered.retryAfter());
            default -> answered.status() >= 500 ? new Outcome.Unknown(detail) : new Outcome.Refused(detail);
        };
    }

    /** {@code 409 uniqueness: userName is taken}. */
    static String detail(Reply.Answered answered) {
        String type = answered.body().path("scimType").asText("");
        String text = answered.body().path("detail").asText("");
        String line = answered.status() + (type.isEmpty() ? "" : " " + type) + (text.isEmpty() ? "" : ": " + text);
        return line.length() > LONGEST_DETAIL ? line.substring(0, LONGEST_DETAIL) : line;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
