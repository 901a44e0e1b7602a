package io.muster.stack.local;

import io.muster.servers.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Tells whether a process takes requests. */
@FunctionalInterface
public interface Readiness {
    /** {@return whether it does, now} */
    boolean isReady();

    /** {@return whether GET on the address answers 200} */
    static Readiness http(String url) {
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(5))
                .build();
        return () -> {
            try {
                return Http.CLIENT
                                .send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException e) {
                return false; // not there yet, or not any more: that is the answer
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        };
    }

    /** {@return whether the port takes connections} */
    static Readiness port(int port) {
        return () -> Ports.answers(port);
    }

    /** One client for all: each of its own would have its own threads. */
    final class Http {
        static final HttpClient CLIENT =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

        private Http() {}
    }
}
