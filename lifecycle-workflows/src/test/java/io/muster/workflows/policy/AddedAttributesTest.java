package io.muster.workflows.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.scim.filter.Moment;
import io.muster.scim.schema.CustomSchemas;
import io.muster.scim.schema.SchemaLimits;
import io.muster.scim.schema.SchemaRegistry;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Scopes over attributes that a platform team has added, as the gateway has told them. */
class AddedAttributesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Moment NOW = new Moment(Instant.parse("2026-11-24T08:00:00Z"), ZoneOffset.UTC);

    private final JsonNode shared = shared();
    private final String urn = shared.at("/documents/0/id").asText();
    private final SchemaRegistry schemas = SchemaRegistry.published(CustomSchemas.NONE
            .with(List.of(shared.at("/documents/0"), shared.at("/documents/1")), SchemaLimits.DEFAULT)
            .documents()
            .values());

    @Test
    void a_scope_selects_who_the_gateway_selects() {
        shared.path("filters").forEach(filter -> {
            var text = filter.path("filter").asText().replace("@", urn + ":");
            var scope = Scope.parse(text, Vocabulary.strict(schemas));
            var selected = new ArrayList<String>();
            shared.path("people").properties().forEach(person -> {
                var user = JSON.createObjectNode().put("userName", person.getKey());
                if (!person.getValue().isEmpty()) {
                    user.set(urn, person.getValue());
                }
                if (scope.matches(user, NOW)) {
                    selected.add(person.getKey());
                }
            });
            var expected = new ArrayList<String>();
            filter.path("selects").forEach(name -> expected.add(name.asText()));
            assertThat(selected).as(text).containsExactlyInAnyOrderElementsOf(expected);
        });
    }

    @Test
    void a_name_that_no_schema_has_is_a_slip_in_what_is_applied_and_without_value_in_what_counts() {
        var text = urn + ":agency ne \"acme\"";
        assertThatThrownBy(() -> Scope.parse(text, Vocabulary.BUILT_IN)).hasMessageContaining("agency");
        assertThat(Scope.parse(text, Vocabulary.lenient(SchemaRegistry.builtIn()))
                        .matches(JSON.createObjectNode(), NOW))
                .isTrue();
        var order = urn + ":cleared gt true";
        assertThatThrownBy(() -> Scope.parse(order, Vocabulary.strict(schemas)));
        assertThat(Scope.parse(order, Vocabulary.lenient(schemas)).matches(JSON.createObjectNode(), NOW))
                .isFalse();
    }

    @Test
    void what_events_do_not_carry_is_no_scope() {
        assertThatThrownBy(() -> Scope.parse(urn + ":notes eq \"x\"", Vocabulary.strict(schemas)))
                .hasMessageContaining("Events do not carry");
    }

    private static JsonNode shared() {
        try (var in = AddedAttributesTest.class.getResourceAsStream("/custom/contractors.json")) {
            return JSON.readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
