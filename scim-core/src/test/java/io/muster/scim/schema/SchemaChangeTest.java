package io.muster.scim.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.fixtures.Contractors;
import io.muster.scim.fixtures.Json;
import io.muster.scim.schema.SchemaChange.Against;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaChangeTest {
    private static final CustomSchemas BEFORE = CustomSchemas.NONE.with(
            List.of(Contractors.extension(), Contractors.userType(), Contractors.core(), Contractors.type()),
            SchemaLimits.DEFAULT);

    @Test
    void what_adds_or_only_describes_stands_against_nothing() {
        var extension = Contractors.extension();
        extension.put("description", "Another");
        ((ArrayNode) extension.path("attributes")).add(Json.object("{\"name\":\"floor\",\"type\":\"integer\"}"));
        assertThat(changes(extension)).isEmpty();
        assertThat(SchemaChange.between(SchemaRegistry.builtIn(), BEFORE.registry()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/attributes/0/type | \"integer\" | agency | WITH_VALUE | type cannot change from string to integer",
                "/attributes/0/multiValued | true | agency | WITH_VALUE | multiValued",
                "/attributes/0/caseExact | true | agency | WITH_VALUE | caseExact",
                "/attributes/0/uniqueness | \"server\" | agency | WITH_VALUE | unique",
                "/attributes/0/values | \"date\" | agency | WITH_VALUE | fewer values",
                "/attributes/11/canonicalValues | [\"agency\"] | kind | WITH_VALUE | fewer values",
                "/attributes/0/name | \"Agency\" | agency | WITH_VALUE | removed",
                "/attributes/0/required | true | agency | WITHOUT_VALUE | become required",
                "/attributes/13/subAttributes/2/type | \"decimal\" | projects.days | WITH_VALUE | integer to decimal",
                "/attributes/13/subAttributes/2/required | true | projects.days | WITHOUT_VALUE | become required"
            })
    void a_change_that_values_do_not_fit_stands_against_them(
            String at, String value, String path, Against against, String what) {
        var extension = Contractors.extension();
        int slash = at.lastIndexOf('/');
        ((ObjectNode) extension.at(at.substring(0, slash))).set(at.substring(slash + 1), Json.strict(value));
        assertThat(changes(extension)).singleElement().satisfies(change -> {
            assertThat(change.type().name()).isEqualTo("User");
            assertThat(change.path().orElseThrow()).hasToString(Contractors.EXTENSION + ":" + path);
            assertThat(change.against()).isEqualTo(against);
            assertThat(change.what()).contains(what);
        });
    }

    @Test
    void what_is_taken_away_stands_against_those_who_have_it() {
        var less = Contractors.extension();
        ((ArrayNode) less.path("attributes")).remove(0);
        assertThat(changes(less))
                .singleElement()
                .matches(change -> change.against() == Against.WITH_VALUE)
                .matches(change -> change.path().orElseThrow().leaf().name().equals("agency"));
        assertThat(without(CustomSchemas.keyOfType("User"), Contractors.EXTENSION))
                .singleElement()
                .matches(change -> change.path().orElseThrow().toString().equals(Contractors.EXTENSION));
        assertThat(without(CustomSchemas.keyOfType("Contractor"), Contractors.CORE))
                .singleElement()
                .matches(change -> change.against() == Against.ALL);
    }

    @Test
    void another_endpoint_stands_against_each_resource() {
        assertThat(changes(Contractors.type().put("endpoint", "/Freelancers")))
                .singleElement()
                .matches(change -> change.against() == Against.ALL)
                .matches(change -> change.what().contains("endpoint"));
    }

    private static List<SchemaChange> changes(JsonNode document) {
        return SchemaChange.between(
                BEFORE.registry(),
                BEFORE.with(List.of(document), SchemaLimits.DEFAULT).registry());
    }

    private static List<SchemaChange> without(String... keys) {
        return SchemaChange.between(
                BEFORE.registry(),
                BEFORE.without(List.of(keys), SchemaLimits.DEFAULT).registry());
    }
}
