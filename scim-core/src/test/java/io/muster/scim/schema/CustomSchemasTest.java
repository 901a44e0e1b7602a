package io.muster.scim.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.filter.Filter;
import io.muster.scim.filter.FilterMatcher;
import io.muster.scim.fixtures.Contractors;
import io.muster.scim.fixtures.Json;
import io.muster.scim.resource.Resources;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CustomSchemasTest {
    private static final CustomSchemas CONTRACTORS =
            with(Contractors.type(), Contractors.core(), Contractors.userType(), Contractors.extension());

    @Test
    void an_extension_and_a_type_of_its_own_stand_beside_the_built_in_ones() {
        var registry = CONTRACTORS.registry();
        assertThat(registry.resourceTypes())
                .extracting(ResourceType::name)
                .containsExactly("User", "Group", "Contractor");
        assertThat(registry.user().extensions())
                .extracting(extension -> extension.schema().id())
                .containsExactly(SchemaRegistry.ENTERPRISE_USER, SchemaRegistry.EMPLOYMENT_USER, Contractors.EXTENSION);
        assertThat(registry.resourceType("contractor").orElseThrow().endpoint()).isEqualTo("/Contractors");
        assertThat(registry.schema(Contractors.EXTENSION).orElseThrow().attributes())
                .hasSize(14);
        assertThat(SchemaRegistry.builtIn().user().extensions()).hasSize(2);
    }

    @Test
    void a_resource_is_read_and_selected_by_the_added_attributes() {
        var user = CONTRACTORS.registry().user();
        var document = Resources.forCreate(user, Json.object("""
                {"userName":"ann","%1$s":{"AGENCY":"Acme Söhne","skills":["Java"],
                 "projects":[{"value":"p1","role":"Lead","days":3}]}}""".formatted(Contractors.EXTENSION)));
        assertThat(document.path("schemas")).extracting(JsonNode::asText).contains(Contractors.EXTENSION);
        for (String holds : List.of(
                "%s:agency eq \"ACME SÖHNE\"",
                "%s:skills eq \"java\"", "%s:projects[role eq \"lead\" and days gt 2]")) {
            assertThat(FilterMatcher.of(Filter.parse(holds.formatted(Contractors.EXTENSION)), user)
                            .matches(document))
                    .as(holds)
                    .isTrue();
        }
    }

    @Test
    void a_name_without_a_urn_means_what_it_meant_before_an_extension_was_added() {
        var extension = Contractors.extension();
        ((ObjectNode) extension.at("/attributes/0")).put("name", "department");
        var user = with(extension, Contractors.userType()).registry().user();
        assertThat(user.resolve("department").orElseThrow())
                .hasToString(SchemaRegistry.ENTERPRISE_USER + ":department");
        assertThat(user.resolve("badge").orElseThrow()).hasToString(Contractors.EXTENSION + ":badge");
    }

    @Test
    void what_is_never_returned_is_in_no_event_either() {
        var pin = CONTRACTORS.registry().schema(Contractors.EXTENSION).orElseThrow().attributes().stream()
                .filter(attribute -> attribute.name().equals("pin"))
                .findFirst()
                .orElseThrow();
        assertThat(pin.event()).isEqualTo(EventDetail.NEVER);
    }

    @Test
    void what_is_published_means_the_same_elsewhere_in_whatever_order_it_comes() {
        var documents = List.copyOf(CONTRACTORS.documents().values());
        assertThat(SchemaRegistry.published(documents).user().root())
                .isEqualTo(CONTRACTORS.registry().user().root());
        assertThat(SchemaRegistry.published(documents.reversed())
                        .resourceType("Contractor")
                        .orElseThrow()
                        .root())
                .isEqualTo(CONTRACTORS
                        .registry()
                        .resourceType("Contractor")
                        .orElseThrow()
                        .root());
        var typeFirst = SchemaRegistry.published(
                documents.stream().filter(document -> document.has("endpoint")).toList());
        assertThat(typeFirst.resourceType("Contractor")).isEmpty();
        assertThat(typeFirst.user().extensions()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(value = AttributeType.class, mode = EnumSource.Mode.EXCLUDE, names = "COMPLEX")
    void what_is_caseExact_is_so_elsewhere_too(AttributeType type) {
        for (boolean caseExact : new boolean[] {true, false}) {
            var schema = Schema.fromJson(Json.object("""
                    {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Schema"],"id":"urn:acme:case:1.0:Case","name":"Case",
                     "attributes":[{"name":"one","type":"%s","caseExact":%s}]}""".formatted(type.json(), caseExact)));
            assertThat(schema.attributes().getFirst().caseExact()).isEqualTo(caseExact);
            assertThat(Schema.fromJson(schema.toFullJson()).attributes()).isEqualTo(schema.attributes());
        }
    }

    @Test
    void a_document_takes_the_place_of_the_one_before() {
        var changed = Contractors.extension();
        changed.put("description", "Another");
        var next = CONTRACTORS.with(List.of(changed), SchemaLimits.DEFAULT);
        assertThat(next.document(Contractors.EXTENSION)
                        .orElseThrow()
                        .path("description")
                        .asText())
                .isEqualTo("Another");
        assertThat(next.documents()).hasSize(4);
    }

    @Test
    void a_schema_that_a_type_needs_stays() {
        assertThatThrownBy(() -> CONTRACTORS.without(List.of(Contractors.CORE), SchemaLimits.DEFAULT))
                .isInstanceOf(InvalidSchemas.class)
                .hasMessageContaining("ResourceType:Contractor")
                .hasMessageContaining("/schema")
                .hasMessageContaining("has '" + Contractors.CORE + "' as its schema: remove the two together");
        assertThatThrownBy(() -> CONTRACTORS.without(List.of(Contractors.EXTENSION), SchemaLimits.DEFAULT))
                .isInstanceOf(InvalidSchemas.class)
                .hasMessageContaining("the resource type User lists '" + Contractors.EXTENSION + "'")
                .hasMessageContaining("apply the type without it first");
        assertThat(CONTRACTORS
                        .without(List.of(Contractors.CORE, CustomSchemas.keyOfType("Contractor")), SchemaLimits.DEFAULT)
                        .documents())
                .hasSize(2);
    }

    @Test
    void what_would_be_left_without_a_schema_lists_it_no_more() {
        var left = CONTRACTORS.withoutTrace(
                List.of(Contractors.CORE, Contractors.EXTENSION.toUpperCase(Locale.ROOT)), SchemaLimits.DEFAULT);
        assertThat(left.documents()).containsOnlyKeys(CustomSchemas.keyOfType("User"));
        assertThat(left.registry().user().extensions())
                .extracting(extension -> extension.schema().id())
                .containsExactly(SchemaRegistry.ENTERPRISE_USER, SchemaRegistry.EMPLOYMENT_USER);
    }

    /** A member of the extension in the place of what was there, and what the message has to say. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/id | \"acme\" | /id | URN",
                "/id | \"urn:acme:contractor:1.0\" | /id | last part is a name",
                "/id | \"urn:ietf:params:scim:schemas:core:2.0:User\" | /id | built-in",
                "/id | \"urn:muster:contractor:User\" | /id | not yours",
                "/id | \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department\" | /id | attribute of",
                "/name | \"\" | /name | not an empty one",
                "/attributes | [] | /attributes | one attribute at least",
                "/attributes/0/name | \"9lives\" | /attributes/0/name | is a letter",
                "/attributes/1/name | \"AGENCY\" | /attributes/1/name | there twice",
                "/attributes/0/type | \"text\" | /attributes/0/type | string, boolean",
                "/attributes/0/mutability | \"sometimes\" | /attributes/0/mutability | readOnly",
                "/attributes/0/returned | \"no\" | /attributes/0/returned | always",
                "/attributes/0/uniqueness | \"global\" | /attributes/0/uniqueness | use 'server'",
                "/attributes/4/uniqueness | \"server\" | /attributes/4/uniqueness | single-valued string",
                "/attributes/12/uniqueness | \"server\" | /attributes/12/uniqueness | single-valued string",
                "/attributes/13/subAttributes/0/uniqueness | \"server\" | /attributes/13/subAttributes/0/uniqueness | no sub-attribute",
                "/attributes/0/multiValued | \"yes\" | /attributes/0/multiValued | true or false",
                "/attributes/0/requierd | true | /attributes/0/requierd | is not known here",
                "/attributes/0/subAttributes | [{\"name\":\"x\"}] | /attributes/0/subAttributes | complex attribute only",
                "/attributes/13/subAttributes/0/type | \"complex\" | /attributes/13/subAttributes/0/type | complex inside complex",
                "/attributes/13/subAttributes | [] | /attributes/13/subAttributes | one part at least",
                "/attributes/8/returned | \"default\" | /attributes/8/returned | writeOnly",
                "/attributes/8/event | \"full\" | /attributes/8/event | never returned",
                "/attributes/11/canonicalValues | [] | /attributes/11/canonicalValues | missing",
                "/attributes/2/values | \"date\" | /attributes/2/values | strings only",
                "/description | \"a\\u0000b\" | /description | U+0000",
                "/attributes/13/subAttributes/0/description | \"\\ud800\" | /attributes/13/subAttributes/0/description | half a character",
                "/attributes/11/canonicalValues | [\"a\",\"\\udc00\"] | /attributes/11/canonicalValues/1 | half a character"
            })
    void a_schema_with_a_mistake_is_refused_by_its_place(String at, String value, String place, String message) {
        ObjectNode schema = Contractors.extension();
        put(schema, at, Json.strict(value));
        var refused = catchThrowableOfType(
                InvalidSchemas.class, () -> CustomSchemas.NONE.with(List.of(schema), SchemaLimits.DEFAULT));
        assertThat(Objects.requireNonNull(refused).problems()).anySatisfy(problem -> {
            assertThat(problem.place()).isEqualTo(place);
            assertThat(problem.message()).contains(message);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/name | \"Schema\" | /name | SCIM's own",
                "/name | \"my type\" | /name | is a letter",
                "/endpoint | \"/Users\" | /endpoint | taken",
                "/endpoint | \"/bulk\" | /endpoint | taken",
                "/endpoint | \"Contractors\" | /endpoint | is '/'",
                "/endpoint | \"/a/b\" | /endpoint | is '/'",
                "/schema | \"urn:acme:other:Thing\" | /schema | apply it first",
                "/schema | \"urn:ietf:params:scim:schemas:core:2.0:User\" | /schema | built-in",
                "/id | \"Other\" | /id | type's name",
                "/schemaExtensions | [{\"schema\":\"urn:acme:params:scim:schemas:core:1.0:Contractor\"}] | /schemaExtensions/0/schema | extends nothing",
                "/schemaExtensions | [{\"schema\":\"urn:ietf:params:scim:schemas:core:2.0:Group\"}] | /schemaExtensions/0/schema | no extension"
            })
    void a_type_with_a_mistake_is_refused_by_its_place(String at, String value, String place, String message) {
        ObjectNode type = Contractors.type();
        put(type, at, Json.strict(value));
        var refused = catchThrowableOfType(
                InvalidSchemas.class,
                () -> CustomSchemas.NONE.with(List.of(Contractors.core(), type), SchemaLimits.DEFAULT));
        assertThat(Objects.requireNonNull(refused).problems()).anySatisfy(problem -> {
            assertThat(problem.place()).isEqualTo(place);
            assertThat(problem.message()).contains(message);
        });
    }

    @Test
    void a_built_in_type_keeps_what_is_its_own() {
        var user = Contractors.userType().put("endpoint", "/People");
        assertRefused("/endpoint", Contractors.extension(), user);
        var required = Contractors.userType();
        ((ObjectNode) required.at("/schemaExtensions/0")).put("required", true);
        assertRefused("/schemaExtensions/0/required", Contractors.extension(), required);
    }

    @Test
    void names_that_the_gateway_needs_for_itself_are_no_attributes_of_a_core_schema() {
        var core = Contractors.core();
        ((ObjectNode) core.at("/attributes/1")).put("name", "Members");
        assertRefused("/schema", core, Contractors.type());
    }

    @Test
    void too_much_is_refused() {
        var one = Contractors.core();
        assertThatThrownBy(() -> CustomSchemas.NONE.with(List.of(one), new SchemaLimits(9, 1, 9_000)))
                .hasMessageContaining("1 at most");
        assertThatThrownBy(() -> CustomSchemas.NONE.with(List.of(one), new SchemaLimits(9, 9, 90)))
                .hasMessageContaining("90 at most");
        assertThatThrownBy(() -> CONTRACTORS.with(List.of(one), new SchemaLimits(3, 900, 90_000)))
                .hasMessageContaining("more than 3");
        assertRefused("", one, one);
    }

    private static void assertRefused(String place, JsonNode... documents) {
        var refused = catchThrowableOfType(InvalidSchemas.class, () -> with(documents));
        assertThat(Objects.requireNonNull(refused).problems())
                .extracting(SchemaProblem::place)
                .contains(place);
    }

    private static CustomSchemas with(JsonNode... documents) {
        return CustomSchemas.NONE.with(List.of(documents), SchemaLimits.DEFAULT);
    }

    private static void put(ObjectNode document, String pointer, JsonNode value) {
        int slash = pointer.lastIndexOf('/');
        ((ObjectNode) document.at(pointer.substring(0, slash))).set(pointer.substring(slash + 1), value);
    }
}
