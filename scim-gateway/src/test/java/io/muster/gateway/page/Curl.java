package io.muster.gateway.page;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends what a {@code curl} command line says, as far as our pages use curl; a machine that builds Muster need not have it. */
final class Curl {
    private final List<String> words;
    private final List<String> query = new ArrayList<>();
    private final HttpRequest.Builder request = HttpRequest.newBuilder();
    private @Nullable String method;
    private @Nullable String address;
    private @Nullable String data;
    private boolean get;
    private int at = 1;

    private Curl(List<String> words) {
        this.words = words;
    }

    static HttpResponse<String> send(HttpClient http, List<String> words) throws IOException, InterruptedException {
        return http.send(new Curl(words).request(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private HttpRequest request() {
        while (at < words.size()) {
            var word = words.get(at++);
            switch (word) {
                case "-s", "-si" -> {}
                case "-G" -> get = true;
                case "-X" -> method = next();
                case "-d" -> data = next();
                case "--data-urlencode" -> query.add(encoded(next()));
                case "-H" -> {
                    var header = next();
                    int colon = header.indexOf(": ");
                    request.header(header.substring(0, colon), header.substring(colon + 2));
                }
                default -> {
                    if (word.startsWith("-") || address != null) {
                        throw new IllegalArgumentException("'" + word + "' is more of curl than this page may use");
                    }
                    address = word;
                }
            }
        }
        if (address == null || get == query.isEmpty()) {
            throw new IllegalArgumentException("an address is needed, and -G with what is to be encoded: " + words);
        }
        var whole = query.isEmpty() ? address : address + "?" + String.join("&", query);
        var verb = method != null ? method : data != null ? "POST" : "GET";
        return request.uri(URI.create(whole))
                .method(verb, data == null ? BodyPublishers.noBody() : BodyPublishers.ofString(data))
                .build();
    }

    private String next() {
        return words.get(at++);
    }

    private static String encoded(String parameter) {
        int equals = parameter.indexOf('=');
        return parameter.substring(0, equals + 1)
                + URLEncoder.encode(parameter.substring(equals + 1), StandardCharsets.UTF_8);
    }
}
