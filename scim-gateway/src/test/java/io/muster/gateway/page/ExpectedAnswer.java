package io.muster.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An answer as a page shows it: the status, some headers, and the part of the body that matters. {@code …} stands for anything, but not for nothing. */
record ExpectedAnswer(String text) {
    private static final ObjectMapper JSON = new ObjectMapper();

    void assertIs(HttpResponse<String> answer) throws JsonProcessingException {
        var parts = text.split("\n\n", 2);
        var head = parts[0].lines().toList();
        assertThat(head.getFirst()).as("%s", answer.body()).startsWith("HTTP/1.1 " + answer.statusCode() + " ");
        for (var header : head.subList(1, head.size())) {
            int colon = header.indexOf(": ");
            var name = header.substring(0, colon);
            assertThat(answer.headers().firstValue(name))
                    .as(name)
                    .hasValueSatisfying(value -> assertText(name, header.substring(colon + 2), value));
        }
        if (parts.length > 1) {
            assertShown("", JSON.readTree(parts[1]), JSON.readTree(answer.body()));
        }
    }

    private static void assertShown(String where, JsonNode expected, JsonNode actual) {
        if (expected.isObject()) {
            assertThat(actual.isObject()).as("%s: %s", where, actual).isTrue();
            expected.properties().forEach(member -> {
                var path = where + "/" + member.getKey();
                assertThat(actual.has(member.getKey()))
                        .as("%s in %s", path, actual)
                        .isTrue();
                assertShown(path, member.getValue(), actual.get(member.getKey()));
            });
        } else if (expected.isArray()) {
            assertThat(actual).as(where).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertShown(where + "/" + i, expected.get(i), actual.get(i));
            }
        } else if (expected.isTextual()) {
            assertText(where, expected.textValue(), actual.asText());
        } else {
            assertThat(actual).as(where).isEqualTo(expected);
        }
    }

    private static void assertText(String where, String expected, String actual) {
        var pattern = Pattern.compile("…")
                .splitAsStream(expected + "\0")
                .map(part -> part.replace("\0", ""))
                .map(Pattern::quote)
                .collect(Collectors.joining(".+"));
        assertThat(actual).as(where).matches(Pattern.compile(pattern, Pattern.DOTALL));
    }
}
