package io.muster.dispatcher.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.scim.schema.CustomSchemas;
import io.muster.scim.schema.SchemaLimits;
import io.muster.scim.schema.SchemaRegistry;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** {@code inScope('…')} in a mapping: a SCIM filter over the person, also over attributes that a platform team has added. */
class InScopeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode shared = shared();
    private final String urn = shared.at("/documents/0/id").asText();
    private final SchemaRegistry added = SchemaRegistry.published(CustomSchemas.NONE
            .with(List.of(shared.at("/documents/0"), shared.at("/documents/1")), SchemaLimits.DEFAULT)
            .documents()
            .values());

    @Test
    void a_mapping_selects_who_the_gateway_selects() {
        shared.path("filters").forEach(filter -> {
            var text = filter.path("filter").asText().replace("@", urn + ":");
            var expression = Expression.compile("inScope(" + TextNode.valueOf(text) + ")");
            var selected = new ArrayList<String>();
            shared.path("people").properties().forEach(person -> {
                if (expression
                        .evaluate(input(person.getValue(), added))
                        .orElseThrow()
                        .asBoolean()) {
                    selected.add(person.getKey());
                }
            });
            var expected = new ArrayList<String>();
            filter.path("selects").forEach(name -> expected.add(name.asText()));
            assertThat(selected).as(text).containsExactlyInAnyOrderElementsOf(expected);
        });
    }

    @Test
    void the_answer_changes_with_the_schemas_that_are_known() {
        var expression = Expression.compile("inScope('" + urn + ":agency eq \"ACME\"') ? 'external' : 'internal'");
        var acme = JSON.createObjectNode().put("agency", "acme");
        assertThat(expression.evaluate(input(acme, SchemaRegistry.builtIn()))).hasValue(TextNode.valueOf("internal"));
        assertThat(expression.evaluate(input(acme, added))).hasValue(TextNode.valueOf("external"));
        assertThat(Expression.compile("inScope('active eq true') && inScope('userName pr')")
                        .evaluate(input(acme, added)))
                .hasValue(BooleanNode.TRUE);
    }

    @Test
    void a_mapping_that_asks_a_filter_is_looked_at_again_when_schemas_change() {
        assertThat(mapping("inScope('userName pr')").readsSchemas()).isTrue();
        assertThat(mapping("user.userName").readsSchemas()).isFalse();
    }

    @Test
    void what_is_no_filter_is_named_when_the_mapping_is_read_or_used() {
        assertThatThrownBy(() -> Expression.compile("inScope('agency is acme')"))
                .isInstanceOf(ExpressionError.class)
                .hasMessageContaining("inScope");
        assertThatThrownBy(() -> Expression.compile("inScope(user.title)"))
                .isInstanceOf(ExpressionError.class)
                .hasMessageContaining("in quotes");
        var order = Expression.compile("inScope('" + urn + ":cleared gt true')");
        assertThatThrownBy(() -> order.evaluate(input(JSON.createObjectNode(), added)))
                .isInstanceOf(ExpressionError.class)
                .hasMessageContaining("inScope");
    }

    private static Mapping mapping(String value) {
        return Mapping.compile(List.of(new AttributeRule("x", value, Apply.ALWAYS)));
    }

    private MappingInput input(JsonNode data, SchemaRegistry schemas) {
        ObjectNode user = JSON.createObjectNode().put("userName", "ann").put("active", true);
        if (!data.isEmpty()) {
            user.set(urn, data);
        }
        return new MappingInput(
                user,
                null,
                JSON.createObjectNode().put("status", "active"),
                schemas,
                Instant.parse("2026-11-24T08:00:00Z"));
    }

    private static JsonNode shared() {
        try (var in = InScopeTest.class.getResourceAsStream("/custom/contractors.json")) {
            return JSON.readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
