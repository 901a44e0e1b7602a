package io.muster.gateway;

import static io.muster.gateway.Scim.scim;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A filter has a length, a depth and a number of terms; at each limit it is answered, one further it is refused with the limit's name. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class FilterLimitsTest {
    private static final int DEPTH = 20;
    private static final int TERMS = 100;
    private static final int BYTES = 8 * 1024;

    static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of(nested(DEPTH), nested(DEPTH + 1), "20 levels"),
                Arguments.of(negated(DEPTH), negated(DEPTH + 1), "20 levels"),
                Arguments.of(terms(TERMS), terms(TERMS + 1), "100 terms"),
                Arguments.of(ofBytes(BYTES, 'x'), ofBytes(BYTES + 1, 'x'), "8192 bytes"),
                Arguments.of(ofBytes(BYTES, 'ü'), ofBytes(BYTES + 2, 'ü'), "8192 bytes"));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void at_the_limit_a_filter_is_answered_and_behind_it_refused(String at, String behind, String limit) {
        for (var answer : List.of(get(at), post(at))) {
            answer.statusCode(200).body("totalResults", is(0));
        }
        for (var answer : List.of(get(behind), post(behind))) {
            answer.statusCode(400)
                    .contentType(Scim.MEDIA)
                    .body("status", is("400"))
                    .body("scimType", is("invalidFilter"))
                    .body("detail", containsString(limit));
        }
    }

    @Test
    void the_brackets_of_a_value_path_are_a_level_too() {
        var inside = "(".repeat(DEPTH - 1) + "type eq \"none\"" + ")".repeat(DEPTH - 1);
        get("emails[" + inside + "]").statusCode(200);
        get("emails[(" + inside + ")]").statusCode(400).body("detail", containsString("20 levels"));
    }

    private static String nested(int depth) {
        return "(".repeat(depth) + "userName eq \"nobody at all\"" + ")".repeat(depth);
    }

    private static String negated(int depth) {
        return "not (".repeat(depth) + "userName " + (depth % 2 == 0 ? "eq" : "ne") + " \"nobody at all\""
                + ")".repeat(depth);
    }

    private static String terms(int count) {
        return "userName eq \"nobody at all\"" + " or userName eq \"nobody at all\"".repeat(count - 1);
    }

    /** A filter of exactly so many bytes of UTF-8. */
    private static String ofBytes(int bytes, char filler) {
        var around = "userName eq \"\"".length();
        int width = String.valueOf(filler).getBytes(StandardCharsets.UTF_8).length;
        int rest = (bytes - around) % width;
        return "userName eq \"" + "x".repeat(rest) + String.valueOf(filler).repeat((bytes - around) / width) + "\"";
    }

    private static ValidatableResponse get(String filter) {
        return Scim.search(filter);
    }

    private static ValidatableResponse post(String filter) {
        return scim().body(JsonNodeFactory.instance
                        .objectNode()
                        .put("filter", filter)
                        .toString())
                .post("/Users/.search")
                .then();
    }
}
