package io.muster.stack.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.muster.stack.local.Service;
import io.muster.stack.local.StackState;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks the services of the running stack, usually as administrator. */
final class ServiceClient {
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final StackState state;
    private final String token;

    ServiceClient(Launcher launcher) {
        this(launcher, launcher.credentials().admin());
    }

    /** The same as somebody else. */
    ServiceClient(Launcher launcher, String token) {
        this.state = launcher.running();
        this.token = token;
    }

    /** What a service answered: its status and its body, whatever the status is. */
    record Answer(int status, JsonNode body) {
        boolean isGood() {
            return status >= 200 && status < 300;
        }
    }

    boolean has(Service service) {
        return state.url(service).isPresent();
    }

    Answer get(Service service, String path) {
        return send(request(service, path).GET().build());
    }

    Answer put(Service service, String path, JsonNode body) {
        return send(withBody(service, path, "PUT", body));
    }

    Answer post(Service service, String path, JsonNode body) {
        return send(withBody(service, path, "POST", body));
    }

    Answer delete(Service service, String path) {
        return send(request(service, path).DELETE().build());
    }

    /** Sends a body of any kind. */
    Answer post(Service service, String path, String contentType, HttpRequest.BodyPublisher body) {
        return send(request(service, path)
                .header("Content-Type", contentType)
                .POST(body)
                .build());
    }

    /** {@return the body of a good answer, to be closed} */
    InputStream download(Service service, String path) {
        try {
            var answer = http.send(request(service, path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                try (var body = answer.body()) {
                    throw new CommandFailed(service.title() + " answered " + answer.statusCode() + ": "
                            + new String(body.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            return answer.body();
        } catch (IOException e) {
            throw away(service, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("Interrupted");
        }
    }

    /** The body of a good answer.
     *
     * @throws CommandFailed with what the service said, if it refused */
    static JsonNode good(Service service, Answer answer) {
        if (!answer.isGood()) {
            throw new CommandFailed(service.title() + " answered " + answer.status() + ": "
                    + answer.body().path("detail").asText(answer.body().toString()) + fields(answer.body()));
        }
        return answer.body();
    }

    /** Which fields of a request are not valid, where the problem says so. */
    private static String fields(JsonNode problem) {
        var fields = new StringBuilder();
        problem.path("errors")
                .forEach(error -> fields.append(' ')
                        .append(error.path("field").asText())
                        .append(": ")
                        .append(error.path("message").asText())
                        .append('.'));
        return fields.toString();
    }

    private HttpRequest withBody(Service service, String path, String method, JsonNode body) {
        return request(service, path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    private HttpRequest.Builder request(Service service, String path) {
        var url = state.url(service)
                .orElseThrow(() -> new CommandFailed(service.title() + " is not part of the running stack."));
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest request) {
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), json(answer.body()));
        } catch (IOException e) {
            throw new CommandFailed(request.uri() + " does not answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("Interrupted");
        }
    }

    private static JsonNode json(String body) {
        try {
            return Launcher.JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return Launcher.JSON.getNodeFactory().textNode(body); // not JSON: shown as it is
        }
    }

    private static CommandFailed away(Service service, IOException e) {
        return new CommandFailed(service.title() + " does not answer: " + e);
    }
}
