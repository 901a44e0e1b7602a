package io.muster.dispatcher.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.schema.SchemaRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    private static final String ALICE = """
            {"id":"u1","userName":"alice.martin","active":true,
             "name":{"givenName":"Zoë","familyName":"Müller-Strauß"},
             "emails":[{"value":"home@example.org","type":"home"},{"value":"alice@kartapuce.example","type":"work","primary":true}],
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Engineering"},
             "nickName":"  "}
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            user.userName                                                      | "alice.martin"
            coalesce(user.displayName, user.name.formatted, user.nickName)     | null
            coalesce(user.displayName, user.name.givenName + " " + user.name.familyName) | "Zoë Müller-Strauß"
            user.manager.displayName                                           | null
            has(user.name.givenName) && !has(user.name.middleName)             | true
            lower(normalizeDiacritics(user.name.familyName))                   | "muller-strauss"
            ascii("Łódź – Ørsted")                                             | "Lodz  OErsted"
            left(user.name.familyName, 3) + right(user.userName, 2)            | "Mülin"
            mid("abcdef", 2, 3) + mid("ab", 9, 3)                              | "bcd"
            word(user.userName, 2, ".-")                                       | "martin"
            before(user.userName, ".") + "/" + after(user.userName, ".")       | "alice/martin"
            padLeft("7", 3, "0") + padRight("a", 3, "xy")                      | "007axy"
            properCase("o'NEIL-van der BERG")                                  | "O'Neil-Van Der Berg"
            ["a", "b"].join("-") + "x,y".split(",")[1]                         | "a-by"
            lookup({"Engineering": "R&D"}, enterprise.department, "other")     | "R&D"
            lookup({"Engineering": "R&D"}, enterprise.division, "other")       | "other"
            user["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"].department | "Engineering"
            valueOf(user.emails, "home")                                       | "home@example.org"
            single(user.emails)                                                | "alice@kartapuce.example"
            single(user.phoneNumbers)                                          | null
            user.emails.filter(e, e.type == "work").map(e, e.value)            | ["alice@kartapuce.example"]
            grant.status == "active" && user.active                            | true
            "developer" in grant.entitlements                                  | true
            manager.userName                                                   | null
            formatDate(now, "yyyy-MM-dd HH:mm", "Asia/Kolkata")                | "2026-11-24 13:30"
            isBlank(user.nickName) && isPresent(user.emails)                   | true
            {"value": single(user.emails), "type": "work"}                     | {"value":"alice@kartapuce.example","type":"work"}
            1 + size(user.emails)                                              | 3
            """)
    void an_expression_has_the_value_a_person_expects(String expression, String expected)
            throws JsonProcessingException {
        assertThat(Expression.compile(expression).evaluate(alice()).map(JsonNode::toString))
                .contains(JSON.readTree(expected).toString());
    }

    @Test
    void a_person_without_the_active_attribute_is_active() throws JsonProcessingException {
        ObjectNode user = (ObjectNode) JSON.readTree("{\"id\":\"u2\",\"userName\":\"bob\"}");
        assertThat(Expression.compile("user.active")
                        .evaluate(new MappingInput(user, null, grant(), SchemaRegistry.builtIn(), NOW)))
                .contains(JSON.readTree("true"));
    }

    @Test
    void skip_leaves_the_attribute_out_and_clear_empties_it() {
        Mapping mapping = Mapping.compile(List.of(
                new AttributeRule("title", "isBlank(user.title) ? skip() : user.title", Apply.ALWAYS),
                new AttributeRule("nickName", "clear()", Apply.ALWAYS)));
        assertThat(mapping.evaluate(alice())).containsOnlyKeys("nickName");
        assertThat(mapping.evaluate(alice())).containsEntry("nickName", JSON.nullNode());
    }

    @Test
    void a_mistake_is_told_with_line_and_column() {
        assertThatThrownBy(() -> Expression.compile("user.userName +\n  nonsense(user.title)"))
                .isInstanceOfSatisfying(ExpressionError.class, error -> {
                    assertThat(error.getMessage()).contains("nonsense");
                    assertThat(error.line()).isEqualTo(2);
                    assertThat(error.column()).isBetween(3, 12);
                });
        assertThatThrownBy(() -> Expression.compile("person.name"))
                .isInstanceOf(ExpressionError.class)
                .hasMessageContaining("person");
    }

    @Test
    void an_expression_without_a_value_names_its_attribute() {
        Mapping mapping = Mapping.compile(
                List.of(new AttributeRule("cn", "user.name.givenName + user.name.middleName", Apply.ALWAYS)));
        assertThatThrownBy(() -> mapping.evaluate(alice()))
                .isInstanceOf(ExpressionError.class)
                .hasMessageStartingWith("cn: ");
    }

    @Test
    void work_is_bounded() {
        String deep = "[1,2,3,4,5,6,7,8,9,10]";
        String loop =
                deep + ".map(a, " + deep + ".map(b, " + deep + ".map(c, " + deep + ".map(d, " + deep + ".map(e, a)))))";
        assertThatThrownBy(() -> Expression.compile(loop).evaluate(alice())).isInstanceOf(ExpressionError.class);
        assertThatThrownBy(() -> Expression.compile("'" + "a".repeat(11_000) + "'"))
                .isInstanceOf(ExpressionError.class);
    }

    @Test
    void it_is_known_which_mappings_depend_on_the_manager() {
        assertThat(Mapping.compile(List.of(new AttributeRule("manager", "manager.id", Apply.ALWAYS)))
                        .readsManager())
                .isTrue();
        assertThat(Mapping.compile(List.of(new AttributeRule("x", "user.manager.value", Apply.ALWAYS)))
                        .readsManager())
                .isFalse();
    }

    private static MappingInput alice() {
        try {
            return new MappingInput((ObjectNode) JSON.readTree(ALICE), null, grant(), SchemaRegistry.builtIn(), NOW);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static ObjectNode grant() {
        JsonNode grant = JSON.createObjectNode()
                .put("status", "active")
                .set("entitlements", JSON.createArrayNode().add("developer"));
        return (ObjectNode) grant;
    }
}
