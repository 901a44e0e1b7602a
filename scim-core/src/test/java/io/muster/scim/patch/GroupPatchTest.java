package io.muster.scim.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.muster.scim.error.ScimError;
import io.muster.scim.filter.Filter;
import io.muster.scim.fixtures.Json;
import io.muster.scim.patch.MemberOperation.Add;
import io.muster.scim.patch.MemberOperation.Remove;
import io.muster.scim.patch.MemberOperation.RemoveAll;
import io.muster.scim.patch.MemberOperation.RemoveWhere;
import io.muster.scim.patch.MemberOperation.Replace;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupPatchTest {
    private static final ResourceType GROUP = SchemaRegistry.builtIn().group();

    static Stream<Arguments> readings() {
        return Stream.of(
                Arguments.of(
                        "{'op':'add','path':'members','value':[{'value':'a'},{'value':'b','type':'Group'}]}",
                        List.of(new Add(List.of(user("a"), new Member("b", "Group", null))))),
                Arguments.of(
                        "{'op':'Add','path':'members','value':[{'$ref':null,'value':'a'}]}",
                        List.of(new Add(List.of(user("a"))))),
                Arguments.of("{'op':'add','path':'members','value':'a'}", List.of(new Add(List.of(user("a"))))),
                Arguments.of(
                        "{'op':'add','path':'members','value':[{'value':23}]}", List.of(new Add(List.of(user("23"))))),
                Arguments.of("{'op':'add','path':'members.value','value':'a'}", List.of(new Add(List.of(user("a"))))),
                Arguments.of(
                        "{'op':'add','path':'members[value eq \\'a\\']','value':{}}",
                        List.of(new Add(List.of(user("a"))))),
                Arguments.of("{'op':'add','path':'members','value':[]}", List.of()),
                Arguments.of("{'op':'add','value':{'members':[{'value':'a'}]}}", List.of(new Add(List.of(user("a"))))),
                Arguments.of(
                        "{'op':'replace','path':'members','value':[{'value':'a'}]}",
                        List.of(new Replace(List.of(user("a"))))),
                Arguments.of("{'op':'replace','path':'members','value':[]}", List.of(new RemoveAll())),
                Arguments.of("{'op':'replace','path':'members','value':null}", List.of(new RemoveAll())),
                Arguments.of("{'op':'replace','value':{'MEMBERS':[],'displayName':'x'}}", List.of(new RemoveAll())),
                Arguments.of(
                        "{'op':'add','value':{'urn:ietf:params:scim:schemas:core:2.0:Group':{'members':[{'value':'a'}]}}}",
                        List.of(new Add(List.of(user("a"))))),
                Arguments.of("{'op':'remove','path':'members'}", List.of(new RemoveAll())),
                Arguments.of("{'op':'remove','path':'members','value':null}", List.of(new RemoveAll())),
                Arguments.of("{'op':'remove','path':'members','value':[]}", List.of()),
                Arguments.of("{'op':'remove','path':'members','value':''}", List.of()),
                Arguments.of("{'op':'remove','path':'members','value':{}}", List.of()),
                Arguments.of("{'op':'remove','path':'members','value':{'value':null}}", List.of()),
                Arguments.of("{'op':'remove','path':'members','value':{'$ref':null}}", List.of()),
                Arguments.of("{'op':'remove','path':'members','value':{'members':[]}}", List.of()),
                Arguments.of("{'op':'remove','path':'members','value':{'members':null}}", List.of()),
                Arguments.of(
                        "{'op':'remove','path':'members[$ref eq \\'https://x/scim/v2/Users/u\\']'}",
                        List.of(new Remove(Set.of("u")))),
                Arguments.of(
                        "{'op':'Remove','path':'members','value':[{'$ref':null,'value':'u'}]}",
                        List.of(new Remove(Set.of("u")))),
                Arguments.of(
                        "{'op':'remove','path':'members','value':{'members':[{'value':'u'}]}}",
                        List.of(new Remove(Set.of("u")))),
                Arguments.of(
                        "{'op':'remove','path':'members[value eq\\'u\\']','value':''}",
                        List.of(new Remove(Set.of("u")))),
                Arguments.of(
                        "{'op':'remove','path':'members[value eq \\'u\\' or VALUE eq \\'v\\']'}",
                        List.of(new Remove(Set.of("u", "v")))),
                Arguments.of(
                        "{'op':'remove','path':'members[type eq \\'Group\\']'}",
                        List.of(new RemoveWhere(Filter.parse("type eq \"Group\"")))),
                Arguments.of("{'op':'replace','path':'displayName','value':'x'}", List.of()));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void an_operation_about_members_is_read(String operation, List<MemberOperation> expected) {
        assertThat(GroupPatch.split(GROUP, PatchTest.request(operation)).members())
                .isEqualTo(expected);
    }

    @Test
    void the_two_parts_keep_their_sequence() {
        GroupPatch split = GroupPatch.split(GROUP, PatchTest.request("""
                {'op':'remove','path':'members'},
                {'op':'replace','value':{'id':'g','displayName':'devs','members':[{'value':'a'}]}},
                {'op':'remove','path':'members[value eq \\'a\\']'},
                {'op':'add','path':'externalId','value':'e'}"""));
        assertThat(split.members())
                .containsExactly(new RemoveAll(), new Replace(List.of(user("a"))), new Remove(Set.of("a")));
        var stored = Resources.normalize(GROUP, Json.json("{'id':'g','displayName':'old'}"));
        assertThat(Patch.apply(GROUP, stored, split.document(), PatchProfile.RFC))
                .isEqualTo(Resources.normalize(GROUP, Json.json("{'id':'g','displayName':'devs','externalId':'e'}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'op':'replace','path':'members[value eq \\'a\\'].value','value':'b'}",
                "{'op':'replace','path':'members[value eq \\'a\\']','value':{'value':'b'}}",
                "{'op':'remove','path':'members[value eq \\'a\\'].value'}",
                "{'op':'replace','path':'members.value','value':'b'}"
            })
    void a_member_never_becomes_another(String operation) {
        assertThat(refusal(operation).scimType()).contains("mutability");
    }

    @Test
    void what_is_no_member_is_refused() {
        assertThat(refusal("{'op':'add','path':'members','value':[{'display':'x'}]}")
                        .scimType())
                .contains("invalidValue");
        assertThat(refusal("{'op':'add','path':'members'}").scimType()).contains("invalidValue");
        assertThat(refusal("{'op':'remove','path':'members[colour eq \\'x\\']'}")
                        .scimType())
                .contains("invalidFilter");
        assertThat(refusal("{'op':'remove','path':'members[not ($ref pr)]'}").scimType())
                .contains("invalidFilter");
    }

    private static Member user(String id) {
        return new Member(id, null, null);
    }

    private static ScimError refusal(String operation) {
        return catchThrowableOfType(
                        ScimError.Refused.class, () -> GroupPatch.split(GROUP, PatchTest.request(operation)))
                .error();
    }
}
