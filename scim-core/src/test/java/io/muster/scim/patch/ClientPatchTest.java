package io.muster.scim.patch;

import static io.muster.scim.fixtures.Json.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.fixtures.Json;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What real clients send (src/test/resources/clients: each entry names its source). */
class ClientPatchTest {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.builtIn();
    private static final ResourceType USER = REGISTRY.user();
    private static final String ENTERPRISE = SchemaRegistry.ENTERPRISE_USER;
    private static final List<String> FILES = List.of(
            "authentik",
            "entra",
            "entra-aadOptscim062020",
            "entra-scim-validator",
            "google",
            "jumpcloud",
            "keycloak-scim",
            "okta",
            "onelogin",
            "other",
            "sailpoint",
            "ssosync");

    /** Entries whose expected answer is a refusal, or for which a refusal is named as a right answer. */
    private static final Map<String, String> REFUSED = Map.of(
            "unknown operation", "invalidSyntax",
            "wso2: misspelt path", "invalidPath",
            "replace through a filter that matches nothing", "noTarget",
            "replace work mail, replace work address, add department", "noTarget");

    private static final ObjectNode STORED_USER = Resources.normalize(USER, object("""
            {'id':'u1','userName':'old','displayName':'Old','name':{'familyName':'F','givenName':'G'},
             'emails':[{'value':'old@x.org','type':'work','primary':true}],
             '%s':{'manager':{'value':'manager-id'}}}""".formatted(ENTERPRISE)));
    private static final ObjectNode STORED_GROUP =
            Resources.normalize(REGISTRY.group(), object("{'id':'g1','displayName':'Old'}"));

    static Stream<Arguments> patches() {
        List<Arguments> found = new ArrayList<>();
        for (String file : FILES) {
            for (JsonNode entry : Json.file("clients/" + file + ".json").get("entries")) {
                if (entry.get("method").asText().equals("PATCH") && entry.has("body")) {
                    found.add(Arguments.of(file + ": " + entry.get("name").asText(), entry));
                }
            }
        }
        return found.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("patches")
    void each_recorded_patch_is_applied_or_refused_as_its_source_says(String name, JsonNode entry) {
        String refused = REFUSED.get(entry.get("name").asText());
        String outcome = outcome(entry, PatchProfile.RFC);
        assertThat(outcome).as(name).isEqualTo(refused == null ? "applied" : refused);
    }

    @Test
    void with_its_profile_entra_makes_the_values_that_it_replaces() {
        assertThat(patches()
                        .map(arguments -> (JsonNode) arguments.get()[1])
                        .filter(entry ->
                                "noTarget".equals(REFUSED.get(entry.get("name").asText())))
                        .map(entry -> outcome(entry, PatchProfile.ENTRA)))
                .containsExactly("applied", "applied");
    }

    private static String outcome(JsonNode entry, PatchProfile profile) {
        boolean group = entry.get("path").asText().startsWith("/Groups");
        try {
            PatchRequest request = PatchRequest.parse(entry.get("body"));
            ObjectNode stored = group ? STORED_GROUP.deepCopy() : STORED_USER.deepCopy();
            entry.get("body").findValues("id").forEach(id -> stored.set("id", id));
            if (group) {
                GroupPatch split = GroupPatch.split(REGISTRY.group(), request);
                Patch.apply(REGISTRY.group(), stored, split.document(), profile);
            } else {
                Patch.apply(USER, stored, request, profile);
            }
            return "applied";
        } catch (ScimError.Refused refused) {
            return refused.error().scimType().orElseThrow();
        }
    }

    static Stream<Arguments> bodies() {
        List<Arguments> found = new ArrayList<>();
        for (String file : FILES) {
            for (JsonNode entry : Json.file("clients/" + file + ".json").get("entries")) {
                if (Set.of("POST", "PUT").contains(entry.get("method").asText()) && entry.has("body")) {
                    found.add(Arguments.of(file + ": " + entry.get("name").asText(), entry));
                }
            }
        }
        return found.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void each_recorded_resource_is_taken(String name, JsonNode entry) {
        ResourceType type = entry.get("path").asText().startsWith("/Groups") ? REGISTRY.group() : USER;
        assertThatCode(() -> Resources.forCreate(type, entry.get("body")))
                .as(name)
                .doesNotThrowAnyException();
    }

    @Test
    void keys_of_a_value_without_path_are_paths() {
        ObjectNode after = user(
                "{'op':'replace','value':{'displayName':'Bjfe','name.givenName':'Kkom','%s:employeeNumber':'Aklq'}}"
                        .formatted(ENTERPRISE));
        assertThat(after.get("displayName").asText()).isEqualTo("Bjfe");
        assertThat(after.get("name")).isEqualTo(object("{'familyName':'F','givenName':'Kkom'}"));
        assertThat(after.get(ENTERPRISE).get("employeeNumber").asText()).isEqualTo("Aklq");
    }

    @Test
    void adds_through_filters_that_match_nothing_meet_in_one_value() {
        ObjectNode after = user("""
                {'op':'Add','path':'addresses[type eq \\'work\\'].region','value':'bbb'},
                {'op':'Add','path':'addresses[type eq \\'work\\'].country','value':'ccc'},
                {'op':'Add','path':'roles[primary eq \\'True\\'].display','value':'d'},
                {'op':'Add','path':'roles[primary eq \\'True\\'].value','value':'v'}""");
        assertThat(after.get("addresses")).isEqualTo(Json.json("[{'region':'bbb','country':'ccc','type':'work'}]"));
        assertThat(after.get("roles")).isEqualTo(Json.json("[{'value':'v','display':'d','primary':true}]"));
    }

    @Test
    void a_manager_comes_as_text_as_array_and_goes_as_empty_text() {
        assertThat(manager("{'op':'Add','path':'%s:manager','value':'271'}")).isEqualTo(object("{'value':'271'}"));
        assertThat(manager("{'op':'Add','path':'manager','value':[{'$ref':'http://x','value':'9'}]}"))
                .isEqualTo(object("{'value':'9','$ref':'http://x'}"));
        assertThat(manager("{'op':'replace','path':'%s:manager','value':{'value':''}}")
                        .isMissingNode())
                .isTrue();
        assertThat(manager("{'op':'add','path':'%s:manager','value':''}").isMissingNode())
                .isTrue();
        assertThat(manager("{'op':'remove','path':'manager[value eq \\'manager-id\\']'}")
                        .isMissingNode())
                .isTrue();
        assertThat(manager("{'op':'remove','path':'manager[value eq \\'someone\\']'}")
                        .isMissingNode())
                .isFalse();
    }

    @Test
    void booleans_come_as_texts_and_objects_as_json_in_a_text() {
        assertThat(user("{'op':'Add','path':'active','value':'False'}")
                        .get("active")
                        .booleanValue())
                .isFalse();
        assertThat(user("{'op':'replace','value':'{\\'displayName\\':\\'EPD\\'}'}")
                        .get("displayName")
                        .asText())
                .isEqualTo("EPD");
        assertThat(user("{'op':'replace','path':'displayName','value':' User X'}")
                        .get("displayName")
                        .asText())
                .isEqualTo(" User X");
    }

    @Test
    void removing_named_values_leaves_the_others() {
        ObjectNode two = user("{'op':'add','path':'emails','value':{'value':'b@x.org','type':'home'}}");
        PatchRequest request = PatchTest.request("{'op':'remove','path':'emails','value':[{'value':'b@x.org'}]}");
        assertThat(Patch.apply(USER, two, request, PatchProfile.RFC).get("emails"))
                .isEqualTo(STORED_USER.get("emails"));
        PatchRequest none = PatchTest.request("{'op':'remove','path':'emails','value':[]}");
        assertThat(Patch.apply(USER, two, none, PatchProfile.RFC)).isEqualTo(two);
    }

    private static JsonNode manager(String operation) {
        return user(operation.formatted(ENTERPRISE)).path(ENTERPRISE).path("manager");
    }

    private static ObjectNode user(String operations) {
        return Patch.apply(USER, STORED_USER, PatchTest.request(operations), PatchProfile.RFC);
    }
}
