package io.muster.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.filter.Filter;
import io.muster.scim.filter.FilterMatcher;
import io.muster.scim.fixtures.Json;
import io.muster.scim.patch.Patch;
import io.muster.scim.patch.PatchProfile;
import io.muster.scim.patch.PatchRequest;
import io.muster.scim.resource.Projection;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.Schema;
import io.muster.scim.schema.SchemaRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples of RFC 7643 §8 and RFC 7644 ({@code vectors/rfc-examples}) that no other test here reads: requests lead to the answers
 * that stand beside them, and what is printed is in the form that we keep. Schemas are in {@code SchemaRegistryTest}, the resources of
 * §8 in {@code ResourcesTest}, the PATCH requests in {@code RfcPatchTest}.
 */
class RfcExamplesTest {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.builtIn();
    private static final ResourceType USER = REGISTRY.user();
    private static final ResourceType GROUP = REGISTRY.group();

    @ParameterizedTest
    @CsvSource({
        "rfc7643-8.5-service_provider_configuration,ServiceProviderConfig",
        "rfc7643-8.6-resource_type-user,ResourceType",
        "rfc7643-8.6-resource_type-group,ResourceType"
    })
    void what_discovery_shows_is_in_the_form_of_its_schema(String file, String schema) {
        JsonNode example = example(file);
        assertThat(Resources.checked(discovered(schema), Resources.normalize(discovered(schema), example)))
                .isEqualTo(example);
    }

    @Test
    void the_list_of_resource_types_holds_the_two_of_8_6() {
        assertThat(example("rfc7644-4-list_response-resource_types").get("Resources"))
                .containsExactly(example("rfc7643-8.6-resource_type-user"), example("rfc7643-8.6-resource_type-group"));
    }

    @ParameterizedTest
    @CsvSource({"rfc7644-3.3", "rfc7644-3.14"})
    void a_posted_user_is_the_user_that_is_answered(String section) {
        ObjectNode created = Resources.forCreate(USER, example(section + "-user-post_request"));
        ObjectNode answered = example(section + "-user-post_response");
        created.set("id", answered.get("id"));
        created.set("meta", answered.get("meta"));
        if (section.endsWith("3.14")) {
            // The answer of §3.14 leaves externalId out, that of §3.3 to the same request has it; §3.3 wants the whole
            // resource.
            created.remove("externalId");
        }
        assertThat(created).isEqualTo(answered);
    }

    @Test
    void a_put_user_is_the_user_that_is_answered() {
        ObjectNode before = example("rfc7644-3.4.1-user-known-resource");
        ObjectNode after = Resources.forReplace(USER, example("rfc7644-3.5.1-user-put_request"), before);
        ObjectNode answered = example("rfc7644-3.5.1-user-put_response");
        after.set("meta", answered.get("meta"));
        assertThat(after).isEqualTo(answered);
        assertThat(after.has("phoneNumbers")).as("left out is gone (§3.5.1)").isFalse();
    }

    @Test
    void a_known_resource_is_shown_whole_and_in_part() {
        ObjectNode known = example("rfc7644-3.4.1-user-known-resource");
        assertThat(Resources.normalize(USER, known)).isEqualTo(known);
        assertThat(shown(USER, known, "userName")).isEqualTo(example("rfc7644-3.9-user-partial_response"));
    }

    @ParameterizedTest
    @CsvSource({"rfc7644-3.4.2-list_response-partial_attributes", "rfc7644-3.4.3-list_response-post_query"})
    void resources_of_lists_have_what_was_asked_for(String file) {
        JsonNode list = example(file);
        assertThat(list.get("Resources")).isNotEmpty().allSatisfy(resource -> {
            ResourceType type = resource.has("userName") ? USER : GROUP;
            ObjectNode whole = Resources.normalize(type, resource);
            // The RFC's lists leave out schemas, which is returned always (RFC 7643 §7).
            ObjectNode shown = shown(type, whole, "displayName,userName");
            shown.remove("schemas");
            assertThat(shown).isEqualTo(resource);
        });
    }

    @Test
    void the_search_request_finds_those_whose_name_begins_so_of_both_types() {
        JsonNode request = example("rfc7644-3.4.3-search_request");
        Filter filter = Filter.parse(request.get("filter").asText());
        JsonNode list = example("rfc7644-3.4.3-list_response-post_query").get("Resources");
        assertThat(list).hasSize(2);
        assertThat(FilterMatcher.of(filter, USER).matches(list.get(0))).isTrue();
        assertThat(FilterMatcher.of(filter, GROUP).matches(list.get(1))).isTrue();
        assertThat(request.get("attributes"))
                .allSatisfy(name -> assertThat(USER.resolve(name.asText())).isPresent());
    }

    static Stream<ScimError> errors() {
        return Stream.of(
                new ScimError.Mutability("id", "Attribute 'id' is readOnly"),
                new ScimError.NotFound("User", "2819c223-7f76-453a-919d-413861904646"),
                new ScimError.InvalidSyntax("Request is unparsable, syntactically incorrect, or violates schema."),
                new ScimError.TooLarge("The size of the bulk operation exceeds the maxPayloadSize (1048576)."),
                new ScimError.VersionMismatch("1", "2"));
    }

    /** Every error that the RFC prints is one of ours, but for the sentence. */
    @ParameterizedTest
    @MethodSource("errorsOfTheRfc")
    void an_error_of_the_rfc_is_one_of_ours(JsonNode theirs) {
        assertThat(errors().map(ScimError::toJson).map(RfcExamplesTest::withoutDetail))
                .contains(withoutDetail(theirs));
    }

    static Stream<JsonNode> errorsOfTheRfc() {
        return Stream.concat(
                Stream.of(
                                "rfc7644-3.12-error-bad_request",
                                "rfc7644-3.12-error-not_found",
                                "rfc7644-3.6-error-not_found",
                                "rfc7644-3.7.3-error-invalid_syntax",
                                "rfc7644-3.7.4-error-payload_too_large")
                        .map(RfcExamplesTest::example),
                Stream.of(
                                "rfc7644-3.7.3-bulk_response-error_invalid_syntax",
                                "rfc7644-3.7.3-bulk_response-multiple_errors")
                        .flatMap(file -> example(file).get("Operations").valueStream())
                        .map(operation -> operation.get("response")));
    }

    @Test
    void sentences_of_the_rfc_can_be_ours() {
        assertThat(errors().map(ScimError::toJson))
                .contains(
                        example("rfc7644-3.12-error-bad_request"),
                        example("rfc7644-3.7.3-error-invalid_syntax"),
                        example("rfc7644-3.7.4-error-payload_too_large"));
    }

    private static ObjectNode withoutDetail(JsonNode error) {
        assertThat(error.get("detail").asText()).isNotBlank();
        ObjectNode rest = error.deepCopy();
        rest.remove("detail");
        return rest;
    }

    @ParameterizedTest
    @CsvSource({
        "rfc7644-3.7.1-bulk_request-circular_conflict,",
        "rfc7644-3.7.2-bulk_request-temporary_identifier,rfc7644-3.7.2-bulk_response-temporary_identifier",
        "rfc7644-3.7.2-bulk_request-enterprise_user,",
        "rfc7644-3.7.3-bulk_request-multiple_operations,rfc7644-3.7.3-bulk_response-multiple_operations"
    })
    void what_bulk_operations_carry_is_read_as_a_request_of_its_own(
            String file, @org.jspecify.annotations.Nullable String answer) {
        JsonNode operations = example(file).get("Operations");
        for (JsonNode operation : operations) {
            ResourceType type = operation.get("path").asText().startsWith("/Users") ? USER : GROUP;
            JsonNode data = operation.path("data");
            switch (operation.get("method").asText()) {
                case "POST" -> assertKept(data, Resources.forCreate(type, data));
                case "PUT" -> assertKept(data, Resources.forReplace(type, data, stored(data)));
                case "PATCH" -> {
                    // The RFC's data is an array; §3.5.2 wants it below Operations (erratum 5050).
                    ObjectNode body = Json.object("{}");
                    body.set("Operations", data);
                    ObjectNode after = Patch.apply(
                            USER, stored(Json.json("{'nickName':'N'}")), PatchRequest.parse(body), PatchProfile.RFC);
                    assertThat(after.path("userName").asText()).isEqualTo("Dave");
                    assertThat(after.has("nickName")).isFalse();
                }
                default -> assertThat(data.isMissingNode()).isTrue();
            }
        }
        if (answer != null) {
            assertThat(example(answer).get("Operations"))
                    .extracting(operation -> operation.get("method").asText())
                    .isEqualTo(List.copyOf(operations
                            .valueStream()
                            .map(operation -> operation.get("method").asText())
                            .toList()));
        }
    }

    @Test
    void groups_that_hold_each_other_are_in_the_form_that_is_kept() {
        assertThat(example("rfc7644-3.7.1-list_response-circular_reference").get("Resources"))
                .hasSize(2)
                .allSatisfy(
                        group -> assertThat(Resources.normalize(GROUP, group)).isEqualTo(group));
    }

    /** All that was sent is kept, apart from id and schemas, which are the server's. */
    private static void assertKept(JsonNode data, ObjectNode document) {
        ObjectNode sent = data.deepCopy();
        ObjectNode kept = document.deepCopy();
        List.of(sent, kept).forEach(one -> one.remove(List.of("schemas", "id")));
        assertThat(kept).isEqualTo(sent);
    }

    private static ObjectNode stored(JsonNode more) {
        ObjectNode stored = Json.object("{'id':'b7c14771-226c-4d05-8860-134711653041','userName':'before'}");
        stored.setAll((ObjectNode) more);
        return Resources.normalize(USER, stored);
    }

    private static ObjectNode shown(ResourceType type, ObjectNode resource, String attributes) {
        return Projection.of(type, List.of(attributes), List.of()).apply(resource);
    }

    private static ResourceType discovered(String name) {
        Schema schema =
                REGISTRY.schema("urn:ietf:params:scim:schemas:core:2.0:" + name).orElseThrow();
        Schema common = new Schema(
                "urn:common",
                "Common",
                "",
                USER.attributes().stream()
                        .filter(attribute -> List.of("id", "meta", "schemas").contains(attribute.name()))
                        .filter(attribute -> schema.attributes().stream()
                                .noneMatch(own -> own.name().equals(attribute.name())))
                        .toList());
        return new ResourceType(name, "/" + name, "", common, schema, List.of());
    }

    private static ObjectNode example(String file) {
        return (ObjectNode) Json.file("vectors/rfc-examples/" + file + ".json");
    }
}
