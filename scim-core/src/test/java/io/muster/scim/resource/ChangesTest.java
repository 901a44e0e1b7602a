package io.muster.scim.resource;

import static io.muster.scim.fixtures.Json.json;
import static io.muster.scim.fixtures.Json.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.AttributeType;
import io.muster.scim.schema.EventDetail;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.Schema;
import io.muster.scim.schema.SchemaRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final ResourceType USER = SchemaRegistry.builtIn().user();

    @Test
    void changes_are_listed_by_attribute_in_the_schemas_order() {
        ObjectNode before = Resources.normalize(USER, object("""
                {'id':'1','userName':'alice','name':{'familyName':'L','givenName':'A'},'title':'T','emails':[{'value':'a'},{'value':'b'}],
                 'meta':{'version':'1'},'department':'Engineering'}"""));
        ObjectNode after = Resources.normalize(USER, object("""
                {'id':'1','userName':'alice','name':{'familyName':'H','givenName':'A'},'emails':[{'value':'b'},{'value':'a'}],'active':true,
                 'meta':{'version':'2'},'hireDate':'2026-12-01'}"""));
        assertThat(Changes.between(USER, before, after))
                .containsExactly(
                        new AttributeChange("name.familyName", TextNode.valueOf("L"), TextNode.valueOf("H")),
                        new AttributeChange("title", TextNode.valueOf("T"), null),
                        new AttributeChange("active", null, json("true")),
                        new AttributeChange(
                                SchemaRegistry.ENTERPRISE_USER + ":department", TextNode.valueOf("Engineering"), null),
                        new AttributeChange(
                                SchemaRegistry.EMPLOYMENT_USER + ":hireDate", null, TextNode.valueOf("2026-12-01")));
    }

    @Test
    void a_multi_valued_attribute_changes_as_a_whole() {
        assertThat(Changes.between(USER, object("{'emails':[{'value':'a'}]}"), object("{'emails':[{'value':'b'}]}")))
                .containsExactly(new AttributeChange("emails", json("[{'value':'a'}]"), json("[{'value':'b'}]")));
    }

    @Test
    void events_tell_what_the_schema_allows() {
        ResourceType type = new ResourceType(
                "Thing",
                "/T",
                "",
                new Schema("urn:c", "C", "", List.of()),
                new Schema(
                        "urn:t",
                        "T",
                        "",
                        List.of(
                                text("open", EventDetail.FULL),
                                text("shy", EventDetail.CHANGED),
                                text("secret", EventDetail.NEVER))),
                List.of());
        ObjectNode before = object("{'open':'1','shy':'1','secret':'1'}");
        ObjectNode after = object("{'open':'2','shy':'2','secret':'2'}");
        assertThat(Changes.forEvents(type, before, after))
                .containsExactly(
                        new AttributeChange("open", TextNode.valueOf("1"), TextNode.valueOf("2")),
                        new AttributeChange("shy", null, null));
        assertThat(Changes.between(type, before, after)).hasSize(3);
        assertThat(Changes.image(type, after)).isEqualTo(object("{'open':'2'}"));
    }

    private static Attribute text(String name, EventDetail event) {
        return Attribute.named(name, AttributeType.STRING).event(event).build();
    }
}
