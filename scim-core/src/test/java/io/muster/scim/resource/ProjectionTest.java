package io.muster.scim.resource;

import static io.muster.scim.fixtures.Json.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.AttributeType;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.Returned;
import io.muster.scim.schema.Schema;
import io.muster.scim.schema.SchemaRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectionTest {
    private static final ResourceType USER = SchemaRegistry.builtIn().user();
    private static final ObjectNode ALICE = Resources.normalize(USER, object("""
            {'id':'1','userName':'alice','password':'secret','name':{'givenName':'A','familyName':'L'},
             'emails':[{'value':'a@x','type':'work'},{'value':'a@y'}],'meta':{'version':'W/1'},
             'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'department':'D','costCenter':'7'}}"""));

    @Test
    void without_a_wish_all_but_the_password_is_returned() {
        ObjectNode all = Projection.all(USER).apply(ALICE);
        assertThat(all).isEqualTo(ALICE.deepCopy().without("password"));
        assertThat(ALICE.has("password")).isTrue();
    }

    @Test
    void named_attributes_come_with_id_and_schemas() {
        assertThat(named("USERNAME, name.givenName,nobody")).isEqualTo(object("""
                {'schemas':%s,'id':'1','userName':'alice','name':{'givenName':'A'}}""".formatted(schemas())));
        assertThat(named("emails.type").get("emails"))
                .isEqualTo(io.muster.scim.fixtures.Json.json("[{'type':'work'}]"));
        assertThat(named("emails").get("emails")).isEqualTo(ALICE.get("emails"));
        assertThat(named("department").get(SchemaRegistry.ENTERPRISE_USER)).isEqualTo(object("{'department':'D'}"));
        assertThat(named(SchemaRegistry.ENTERPRISE_USER).get(SchemaRegistry.ENTERPRISE_USER))
                .hasSize(2);
        assertThat(named("password").has("password")).isFalse();
    }

    @Test
    void excluded_attributes_go_but_those_that_are_always_returned() {
        ObjectNode rest = Projection.of(USER, List.of(), List.of("id", "schemas", "meta", "emails.type", "name"))
                .apply(ALICE);
        assertThat(rest.has("id") && rest.has("schemas")).isTrue();
        assertThat(rest.has("meta") || rest.has("name")).isFalse();
        assertThat(rest.get("emails").get(0)).isEqualTo(object("{'value':'a@x'}"));
    }

    @Test
    void both_wishes_at_once_are_refused() {
        assertThatThrownBy(() -> Projection.of(USER, List.of("id"), List.of("name")))
                .isInstanceOf(ScimError.Refused.class);
    }

    @Test
    void what_is_returned_on_request_must_be_named_or_written() {
        Attribute photo = Attribute.named("photo", AttributeType.STRING)
                .returned(Returned.REQUEST)
                .build();
        ResourceType type = new ResourceType(
                "Thing",
                "/T",
                "",
                new Schema("urn:c", "C", "", List.of()),
                new Schema("urn:t", "T", "", List.of(photo)),
                List.of());
        ObjectNode thing = object("{'photo':'x'}");
        assertThat(Projection.all(type).apply(thing)).isEmpty();
        assertThat(Projection.of(type, List.of("photo"), List.of()).apply(thing))
                .isEqualTo(thing);
        assertThat(Projection.all(type).applyAfterWrite(thing, WrittenAttributes.ALL))
                .isEqualTo(thing);
        var named = WrittenAttributes.of(List.of(type.resolve("photo").orElseThrow()));
        assertThat(Projection.all(type).applyAfterWrite(thing, named)).isEqualTo(thing);
        assertThat(Projection.all(type).applyAfterWrite(thing, WrittenAttributes.NONE))
                .isEmpty();
    }

    @Test
    void it_says_what_need_not_be_loaded() {
        ResourceType group = SchemaRegistry.builtIn().group();
        assertThat(Projection.all(group).includes("members")).isTrue();
        assertThat(Projection.of(group, List.of(), List.of("members")).includes("members"))
                .isFalse();
        assertThat(Projection.of(group, List.of("displayName"), List.of()).includes("members"))
                .isFalse();
        assertThat(Projection.of(group, List.of("members.value"), List.of()).includes("members"))
                .isTrue();
    }

    private static ObjectNode named(String names) {
        return Projection.of(USER, List.of(names), List.of()).apply(ALICE);
    }

    private static String schemas() {
        return ALICE.get("schemas").toString().replace('"', '\'');
    }
}
