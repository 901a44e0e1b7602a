package io.muster.scim.patch;

import static io.muster.scim.fixtures.Json.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.fixtures.Json;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7644 §3.5.2; the habits of clients are in {@link ClientPatchTest}. */
class PatchTest {
    private static final ResourceType USER = SchemaRegistry.builtIn().user();
    private static final String ENTERPRISE = SchemaRegistry.ENTERPRISE_USER;

    private static final ObjectNode BABS = Resources.normalize(USER, object("""
            {'id':'2819','userName':'bjensen','title':'Guide','active':true,
             'name':{'givenName':'Barbara','familyName':'Jensen'},
             'emails':[{'value':'bjensen@example.com','type':'work','primary':true},{'value':'babs@jensen.org','type':'home'}],
             'addresses':[{'type':'work','streetAddress':'100 Universal City Plaza','locality':'Hollywood'}],
             '%s':{'department':'Tours','manager':{'value':'m1','$ref':'../Users/m1','displayName':'John'}},
             'meta':{'resourceType':'User','version':'W/1'}}""".formatted(ENTERPRISE)));

    @Test
    void add_of_a_new_value_appends_and_of_an_existing_one_changes_nothing() {
        assertThat(after("{'op':'add','path':'emails','value':[{'value':'b@x.org','type':'other'}]}")
                        .get("emails"))
                .hasSize(3);
        assertUnchanged("{'op':'add','path':'emails','value':{'value':'BJENSEN@example.com','type':'work'}}");
        assertUnchanged("{'op':'add','value':{'emails':[{'value':'babs@jensen.org'}],'title':'Guide'}}");
    }

    @Test
    void add_of_a_value_that_is_there_with_other_parts_takes_them_on() {
        JsonNode emails = after(
                        "{'op':'add','path':'emails','value':{'value':'babs@jensen.org','type':'home','display':'B'}}")
                .get("emails");
        assertThat(emails).hasSize(2);
        assertThat(emails.get(1)).isEqualTo(object("{'value':'babs@jensen.org','display':'B','type':'home'}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'op':'add','path':'emails','value':[{'value':'n@x.org','type':'other','primary':true}]}",
                "{'op':'replace','path':'emails[type eq \\'home\\'].primary','value':true}",
                "{'op':'add','path':'emails[type eq \\'other\\'].primary','value':'True'}"
            })
    void a_new_primary_value_ends_the_old_one(String operation) {
        JsonNode emails = after(operation).get("emails");
        assertThat(emails.get(0).get("primary").booleanValue()).isFalse();
        assertThat(emails.valueStream().filter(e -> e.path("primary").asBoolean()))
                .hasSize(1);
    }

    @Test
    void add_without_a_path_merges() {
        ObjectNode after = after(
                "{'op':'add','value':{'nickname':'Babs','name':{'middleName':'J'},'emails':[{'value':'x@y.z'}]}}");
        assertThat(after.get("nickName").asText()).isEqualTo("Babs");
        assertThat(after.get("name"))
                .isEqualTo(object("{'familyName':'Jensen','givenName':'Barbara','middleName':'J'}"));
        assertThat(after.get("emails")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'op':'add','value':{'title':'T','urn:ietf:params:scim:schemas:core:2.0:user':{'nickName':'Babs'}}}",
                "{'op':'replace','path':'urn:ietf:params:scim:schemas:core:2.0:User','value':{'title':'T','nickName':'Babs'}}"
            })
    void the_urn_of_the_own_schema_means_the_whole_resource(String operation) {
        assertThat(after(operation))
                .isEqualTo(after("{'op':'add','value':{'title':'T','nickName':'Babs'}}"))
                .isNotEqualTo(BABS);
    }

    @Test
    void replace_of_a_complex_attribute_leaves_the_parts_that_are_not_given() {
        assertThat(after("{'op':'replace','path':'name','value':{'givenName':'B'}}")
                        .get("name"))
                .isEqualTo(object("{'familyName':'Jensen','givenName':'B'}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'op':'replace','path':'name','value':{'givenName':null,'familyName':'X'}}",
                "{'op':'replace','value':{'name':{'givenName':null,'familyName':'X'}}}"
            })
    void a_part_that_is_replaced_by_nothing_is_removed(String operation) {
        assertThat(after(operation).get("name")).isEqualTo(object("{'familyName':'X'}"));
    }

    @Test
    void a_manager_without_value_is_no_manager() {
        assertThat(after("{'op':'replace','value':{'%s':{'manager':{'value':null}}}}".formatted(ENTERPRISE))
                        .get(ENTERPRISE))
                .isEqualTo(object("{'department':'Tours'}"));
    }

    @Test
    void replace_of_a_multi_valued_attribute_replaces_all() {
        assertThat(after("{'op':'replace','path':'emails','value':[{'value':'x@y.z'}]}")
                        .get("emails"))
                .isEqualTo(Json.json("[{'value':'x@y.z'}]"));
        assertThat(after("{'op':'replace','path':'emails','value':[]}").has("emails"))
                .isFalse();
        assertThat(after("{'op':'replace','path':'emails','value':null}").has("emails"))
                .isFalse();
    }

    @Test
    void replace_of_a_missing_attribute_adds_it() {
        assertThat(after("{'op':'replace','path':'nickName','value':'Babs'}")
                        .get("nickName")
                        .asText())
                .isEqualTo("Babs");
    }

    @Test
    void replace_of_selected_values_replaces_the_whole_value() {
        assertThat(after(
                                "{'op':'replace','path':'addresses[type eq \\'work\\']','value':{'type':'work','country':'US'}}")
                        .get("addresses"))
                .isEqualTo(Json.json("[{'country':'US','type':'work'}]"));
        assertThat(after(
                                "{'op':'replace','path':'addresses[type eq \\'work\\'].streetAddress','value':'1010 Broadway'}")
                        .get("addresses"))
                .isEqualTo(Json.json("[{'streetAddress':'1010 Broadway','locality':'Hollywood','type':'work'}]"));
    }

    @Test
    void replace_through_a_filter_without_match_has_no_target_unless_the_profile_creates() {
        String operation = "{'op':'replace','path':'addresses[type eq \\'home\\'].formatted','value':'1111 Street Rd'}";
        assertThat(refusal(operation).scimType()).contains("noTarget");
        ObjectNode created = Patch.apply(USER, BABS, request(operation), PatchProfile.ENTRA);
        assertThat(created.get("addresses").get(1)).isEqualTo(object("{'formatted':'1111 Street Rd','type':'home'}"));
        assertThat(refusal("{'op':'add','path':'emails[value sw \\'q\\'].display','value':'x'}")
                        .scimType())
                .contains("noTarget");
    }

    @Test
    void remove_takes_attributes_parts_and_selected_values() {
        assertThat(after("{'op':'remove','path':'title'}").has("title")).isFalse();
        assertThat(after("{'op':'remove','path':'name.givenName'}").get("name"))
                .isEqualTo(object("{'familyName':'Jensen'}"));
        assertThat(after("{'op':'remove','path':'emails'}").has("emails")).isFalse();
        assertThat(after("{'op':'remove','path':'emails[type eq \\'work\\' and value ew \\'example.com\\']'}")
                        .get("emails"))
                .hasSize(1);
        assertThat(after("{'op':'remove','path':'emails[type eq \\'home\\'].type'}")
                        .get("emails")
                        .get(1))
                .isEqualTo(object("{'value':'babs@jensen.org'}"));
        assertThat(after("{'op':'remove','path':'emails.type'}")
                        .get("emails")
                        .get(0)
                        .has("type"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "{'emails':[]}", "{'value':null}", "[{'value':null}]"})
    void a_remove_that_names_nobody_removes_nobody(String value) {
        assertUnchanged("{'op':'remove','path':'emails','value':%s}".formatted(value));
    }

    @Test
    void remove_of_what_is_not_there_changes_nothing() {
        assertUnchanged("{'op':'remove','path':'nickName'}");
        assertUnchanged("{'op':'remove','path':'emails[type eq \\'other\\']'}");
        assertUnchanged("{'op':'remove','path':'ims[type eq \\'other\\'].value'}");
    }

    @Test
    void an_extension_comes_into_schemas_with_its_first_value_and_leaves_with_its_last() {
        String employment = SchemaRegistry.EMPLOYMENT_USER;
        ObjectNode hired = after("{'op':'add','path':'%s:hireDate','value':'2026-12-01'}".formatted(employment));
        assertThat(hired.get("schemas"))
                .isEqualTo(Json.json("['%s','%s','%s']".formatted(SchemaRegistry.USER, ENTERPRISE, employment)));
        ObjectNode gone = after("{'op':'remove','path':'%s:department'},{'op':'remove','path':'%s:manager'}"
                .formatted(ENTERPRISE, ENTERPRISE));
        assertThat(gone.has(ENTERPRISE)).isFalse();
        assertThat(gone.get("schemas")).hasSize(1);
        assertThat(after("{'op':'remove','path':'%s'}".formatted(ENTERPRISE)).has(ENTERPRISE))
                .isFalse();
        assertThat(after("{'op':'replace','path':'%s','value':{'costCenter':'7'}}".formatted(ENTERPRISE))
                        .get(ENTERPRISE))
                .hasSize(3);
    }

    @Test
    void a_new_manager_takes_nothing_over_from_the_old_one() {
        for (String operation : new String[] {
            "{'op':'replace','path':'manager','value':{'value':'m2'}}",
            "{'op':'replace','path':'manager.value','value':'m2'}"
        }) {
            assertThat(after(operation).get(ENTERPRISE).get("manager")).isEqualTo(object("{'value':'m2'}"));
        }
    }

    @Test
    void operations_see_what_earlier_ones_did_and_all_or_none_count() {
        assertThat(after("{'op':'remove','path':'emails'},{'op':'add','path':'emails','value':{'value':'a@b.c'}}")
                        .get("emails"))
                .hasSize(1);
        ObjectNode before = BABS.deepCopy();
        refusal("{'op':'replace','path':'title','value':'x'},{'op':'replace','path':'nobody','value':'y'}");
        assertThat(BABS).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'op':'replace','path':'id','value':'2'} | mutability",
                "{'op':'add','value':{'id':'2'}} | mutability",
                "{'op':'replace','path':'meta.version','value':'2'} | mutability",
                "{'op':'add','path':'groups','value':[{'value':'g'}]} | mutability",
                "{'op':'replace','path':'manager.displayName','value':'x'} | mutability",
                "{'op':'remove','path':'userName'} | mutability",
                "{'op':'remove'} | noTarget",
                "{'op':'remove','value':{'title':'x'}} | noTarget",
                "{'op':'remove','path':'urn:ietf:params:scim:schemas:core:2.0:User'} | noTarget",
                "{'op':'add','value':{'urn:ietf:params:scim:schemas:core:2.0:User':7}} | invalidValue",
                "{'op':'replace','path':'emails[type eq \\'x\\']','value':{'value':'v'}} | noTarget",
                "{'op':'add','path':'title'} | invalidValue",
                "{'op':'add'} | invalidValue",
                "{'op':'add','value':'x'} | invalidValue",
                "{'op':'replace','path':'active','value':'maybe'} | invalidValue",
                "{'op':'replace','path':'userName','value':''} | invalidValue",
                "{'op':'replace','path':'name','value':'x'} | invalidValue",
                "{'op':'add','path':'emails','value':[{'value':'a','primary':true},{'value':'b','primary':true}]} | invalidValue",
                "{'op':'add','path':'%','value':1} | invalidPath",
                "{'op':'add','path':'memebers','value':1} | invalidPath",
                "{'op':'add','path':'emails[type eq \\'work\\'].colour','value':1} | invalidPath",
                "{'op':'add','path':'emails[type eq \\'work\\'','value':1} | invalidPath",
                "{'op':'add','path':'emails[type is \\'work\\']','value':1} | invalidFilter",
                "{'op':'add','path':'title[value eq \\'x\\']','value':1} | invalidPath",
                "{'op':'move','path':'title','value':'x'} | invalidSyntax",
                "{'path':'title','value':'x'} | invalidSyntax",
                "7 | invalidSyntax"
            })
    void it_refuses(String operation, String scimType) {
        assertThat(refusal(operation).scimType()).contains(scimType);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{'Operations':[]}", "{'Operations':{}}"})
    void a_body_without_operations_is_no_patch(String body) {
        assertThat(catchThrowableOfType(ScimError.Refused.class, () -> PatchRequest.parse(Json.json(body)))
                        .error()
                        .scimType())
                .contains("invalidSyntax");
    }

    @Test
    void the_password_can_be_set_and_stays_where_nobody_speaks_of_it() {
        ObjectNode with = after("{'op':'replace','path':'password','value':'t1meMa$heen'}");
        assertThat(with.get("password").asText()).isEqualTo("t1meMa$heen");
        assertThat(Patch.apply(USER, with, request("{'op':'remove','path':'title'}"), PatchProfile.RFC)
                        .has("password"))
                .isTrue();
    }

    private static void assertUnchanged(String operation) {
        assertThat(Resources.same(after(operation), BABS)).as(operation).isTrue();
    }

    private static ObjectNode after(String operations) {
        return Patch.apply(USER, BABS, request(operations), PatchProfile.RFC);
    }

    private static ScimError refusal(String operations) {
        return catchThrowableOfType(ScimError.Refused.class, () -> after(operations))
                .error();
    }

    /** Single quotes stand for double ones; \' for a double quote inside a text. */
    static PatchRequest request(String operations) {
        return PatchRequest.parse(Json.strict(
                "{\"Operations\":[" + operations.replace("\\'", "\\\"").replace('\'', '"') + "]}"));
    }
}
