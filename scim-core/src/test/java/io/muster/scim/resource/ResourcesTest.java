package io.muster.scim.resource;

import static io.muster.scim.fixtures.Json.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.fixtures.Json;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.AttributeType;
import io.muster.scim.schema.Mutability;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.Schema;
import io.muster.scim.schema.SchemaRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourcesTest {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.builtIn();
    private static final ResourceType USER = REGISTRY.user();

    @ParameterizedTest
    @CsvSource({
        "rfc7643-8.1-user-minimal.json,User",
        "rfc7643-8.2-user-full.json,User",
        "rfc7643-8.3-enterprise_user.json,User",
        "rfc7643-8.4-group.json,Group"
    })
    void a_resource_of_the_rfc_is_in_normal_form_apart_from_the_order_of_its_keys(String file, String type) {
        ObjectNode resource = (ObjectNode) Json.file("vectors/rfc-examples/" + file);
        ResourceType resourceType = REGISTRY.resourceType(type).orElseThrow();
        assertThat(Resources.normalize(resourceType, resource)).isEqualTo(resource);
    }

    @Test
    void keys_are_put_where_they_belong_and_nothing_that_is_nothing_is_kept() {
        assertThat(Resources.forCreate(USER, Json.json("""
                {'SCHEMAS':['urn:ietf:params:scim:schemas:core:2.0:user','urn:other'],'USERNAME':'alice','title':null,'roles':[],
                 'name':{'GIVENNAME':'A','middleName':null},'name.familyName':'L','emails':{'Value':'a@x','PRIMARY':'True'},
                 'phoneNumbers':[null,{'value':'1'},{'value':'1'},{}],'unknown':1,'urn:foreign:User':{'a':1},
                 'id':'x','meta':{'version':'1'},'groups':[{'value':'g'}],'externalId':42,
                 'URN:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'department':'D','manager':'m','nobody':1},
                 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter':'7'}""")))
                .hasToString(object("""
                {'schemas':['urn:ietf:params:scim:schemas:core:2.0:User','urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
                 'externalId':'42','userName':'alice','name':{'familyName':'L','givenName':'A'},
                 'emails':[{'value':'a@x','primary':true}],'phoneNumbers':[{'value':'1'}],
                 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'costCenter':'7','department':'D','manager':{'value':'m'}}}""").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'userName':'a','schemas':'urn:ietf:params:scim:schemas:core:2.0:User'}",
                "{'userName':'a','schemas':[]}",
                "{'userName':'a','schemas':null}",
                "{'userName':'a','schemas':['urn:scim:schemas:core:2.0','urn:scim:schemas:extension:enterprise:2.0']}",
                "{'userName':'a'}"
            })
    void missing_and_foreign_schemas_are_tolerated(String body) {
        assertThat(Resources.forCreate(USER, Json.json(body)))
                .isEqualTo(object("{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User'],'userName':'a'}"));
    }

    @Test
    void what_stands_under_the_urn_of_the_own_schema_belongs_to_the_top() {
        assertThat(Resources.forCreate(USER, Json.json("""
                {'title':'T','urn:ietf:params:scim:schemas:core:2.0:USER':{'userName':'alice','name.familyName':'L','unknown':1},
                 'urn:ietf:params:scim:schemas:core:2.0:User:nickName':'A'}"""))).isEqualTo(object("""
                {'schemas':['urn:ietf:params:scim:schemas:core:2.0:User'],'userName':'alice','name':{'familyName':'L'},
                 'title':'T','nickName':'A'}"""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | invalidSyntax",
                "7 | invalidSyntax",
                "{} | invalidValue",
                "{'userName':''} | invalidValue",
                "{'userName':' '} | invalidValue",
                "{'userName':{'value':'x'}} | invalidValue",
                "{'userName':['a','b']} | invalidValue",
                "{'userName':'a','USERNAME':'b'} | invalidSyntax",
                "{'userName':'a','urn:ietf:params:scim:schemas:core:2.0:User':{'userName':'b'}} | invalidSyntax",
                "{'userName':'a','urn:ietf:params:scim:schemas:core:2.0:User':'b'} | invalidValue",
                "{'userName':'a','name':'x'} | invalidValue",
                "{'userName':'a','name':[{},{}]} | invalidValue",
                "{'userName':'a','active':'yes'} | invalidValue",
                "{'userName':'a','active':1} | invalidValue",
                "{'userName':'a','schemas':[1]} | invalidValue",
                "{'userName':'a','schemas':['urn:ietf:params:scim:schemas:core:2.0:Group']} | invalidValue",
                "{'userName':'a','emails':[{'value':'x','primary':true},{'value':'y','primary':true}]} | invalidValue",
                "{'userName':'a','x509Certificates':[{'value':'&&&'}]} | invalidValue",
                "{'userName':'a','hireDate':'2026-13-01'} | invalidValue",
                "{'userName':'a','hireDate':'1.12.2026'} | invalidValue",
                "{'userName':'a','urn:muster:params:scim:schemas:extension:employment:1.0:User':{'status':'gone'}} | invalidValue"
            })
    void it_refuses(String body, String scimType) {
        assertThat(refusal(body).scimType()).contains(scimType);
    }

    @Test
    void a_message_names_the_attribute() {
        assertThat(refusal("{'userName':'a','emails':[{'primary':'x'}]}").detail())
                .isEqualTo("'emails.primary' is a boolean.");
        assertThat(refusal(
                                "{'userName':'a','urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'department':{}}}")
                        .detail())
                .isEqualTo("'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department' is a string.");
    }

    @Test
    void canonical_values_come_out_as_the_schema_writes_them() {
        ObjectNode user =
                Resources.forCreate(USER, Json.json("{'userName':'a','status':'LEAVE','hireDate':'2026-12-01'}"));
        assertThat(user.get(SchemaRegistry.EMPLOYMENT_USER))
                .isEqualTo(object("{'hireDate':'2026-12-01','status':'leave'}"));
    }

    @Test
    void a_document_has_a_largest_size_in_which_members_do_not_count() {
        assertThat(refusal("{'userName':'a','title':'" + "x".repeat(Resources.MAX_BYTES) + "'}")
                        .status())
                .isEqualTo(413);
        ObjectNode group = object("{'displayName':'g'}");
        for (int i = 0; i < 5_000; i++) {
            group.withArray("members").addObject().put("value", "0190a5d0-0000-7000-8000-00000000" + i);
        }
        assertThat(Resources.forCreate(REGISTRY.group(), group).get("members")).hasSize(5_000);
    }

    @Test
    void put_keeps_what_is_the_servers_and_drops_what_was_left_out() {
        ObjectNode current = Resources.normalize(USER, Json.json("""
                {'id':'2819','userName':'a','title':'T','password':'s','meta':{'version':'W/1'},
                 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'department':'D','manager':{'value':'m','displayName':'Mo'}}}"""));
        ObjectNode after = Resources.forReplace(USER, Json.json("""
                {'id':'other','userName':'b','meta':{'version':'W/9'},
                 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'manager':{'value':'m'}}}"""), current);
        assertThat(after).isEqualTo(Resources.normalize(USER, Json.json("""
                {'id':'2819','userName':'b','password':'s','meta':{'version':'W/1'},
                 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'manager':{'value':'m','displayName':'Mo'}}}""")));
        ObjectNode moved = Resources.forReplace(USER, Json.json("""
                {'userName':'a','urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'manager':{'value':'n'}}}"""), current);
        assertThat(moved.get(SchemaRegistry.ENTERPRISE_USER)).isEqualTo(object("{'manager':{'value':'n'}}"));
    }

    @Test
    void an_immutable_part_stays_whatever_becomes_of_the_rest() {
        ResourceType type = thing(Attribute.named("box", AttributeType.COMPLEX)
                .subAttributes(List.of(
                        Attribute.named("label", AttributeType.STRING).build(),
                        Attribute.named("serial", AttributeType.STRING)
                                .mutability(Mutability.IMMUTABLE)
                                .build()))
                .build());
        ObjectNode current = Resources.normalize(type, Json.json("{'box':{'label':'a','serial':'1'}}"));
        assertThat(Resources.forReplace(type, Json.json("{'box':{'label':'b'}}"), current))
                .isEqualTo(Resources.normalize(type, Json.json("{'box':{'label':'b','serial':'1'}}")));
        assertThat(Resources.forReplace(type, Json.json("{}"), current).get("box"))
                .isEqualTo(object("{'label':'a','serial':'1'}"));
        for (String other : List.of("{'box':{'label':'a','serial':'2'}}", "{'box':{'serial':'2'}}")) {
            assertThat(catchThrowableOfType(
                                    ScimError.Refused.class,
                                    () -> Resources.forReplace(type, Json.json(other), current))
                            .error()
                            .scimType())
                    .contains("mutability");
        }
    }

    private static ResourceType thing(Attribute attribute) {
        return new ResourceType(
                "Thing",
                "/Things",
                "",
                new Schema("urn:c", "Common", "", List.of()),
                new Schema("urn:t", "Thing", "", List.of(attribute)),
                List.of());
    }

    @Test
    void an_immutable_attribute_can_be_set_once() {
        Attribute badge = Attribute.named("badge", AttributeType.STRING)
                .mutability(Mutability.IMMUTABLE)
                .build();
        ResourceType type = thing(badge);
        ObjectNode without = Resources.normalize(type, Json.json("{}"));
        ObjectNode with = Resources.forReplace(type, Json.json("{'badge':'1'}"), without);
        assertThat(with.get("badge").asText()).isEqualTo("1");
        assertThat(Resources.forReplace(type, Json.json("{}"), with)).isEqualTo(with);
        assertThat(catchThrowableOfType(
                                ScimError.Refused.class,
                                () -> Resources.forReplace(type, Json.json("{'badge':'2'}"), with))
                        .error()
                        .scimType())
                .contains("mutability");
    }

    @Test
    void the_order_of_values_does_not_count_and_meta_neither() {
        ObjectNode a = object("{'emails':[{'value':'a'},{'value':'b'}],'meta':{'version':'1'}}");
        assertThat(Resources.same(a, object("{'emails':[{'value':'b'},{'value':'a'}]}")))
                .isTrue();
        assertThat(Resources.same(a, object("{'emails':[{'value':'b'},{'value':'b'}]}")))
                .isFalse();
        assertThat(Resources.same(a, object("{'emails':[{'value':'a'}]}"))).isFalse();
    }

    private static ScimError refusal(String body) {
        JsonNode json = Json.json(body);
        return catchThrowableOfType(ScimError.Refused.class, () -> Resources.forCreate(USER, json))
                .error();
    }
}
