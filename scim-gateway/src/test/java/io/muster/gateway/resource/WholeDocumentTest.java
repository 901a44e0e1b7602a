package io.muster.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.Attribute;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.Returned;
import io.muster.scim.schema.SchemaRegistry;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeDocumentTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ResourceType USER = SchemaRegistry.builtIn().user();

    /** Then this would show it. */
    @Test
    void no_built_in_attribute_but_the_password_is_kept_back() {
        assertThat(SchemaRegistry.builtIn().resourceTypes().stream()
                        .flatMap(type -> below(type.root()))
                        .filter(attribute ->
                                attribute.returned() == Returned.NEVER || attribute.returned() == Returned.REQUEST))
                .extracting(Attribute::name)
                .containsExactly("password");
    }

    private static Stream<Attribute> below(Attribute container) {
        return container.subAttributes().stream()
                .flatMap(attribute -> Stream.concat(Stream.of(attribute), below(attribute)));
    }

    @Test
    void what_is_stored_today_is_one() throws JsonProcessingException {
        assertThat(WholeDocument.is(stored("{\"userName\":\"ann\"}"))).isTrue();
        assertThat(WholeDocument.is(
                        stored("""
                        {"userName":"ann","%s":{"department":"Sales"},"%s":{"employmentType":"Employee"}}""".formatted(SchemaRegistry.ENTERPRISE_USER, SchemaRegistry.EMPLOYMENT_USER))))
                .isTrue();
    }

    private static String stored(String body) throws JsonProcessingException {
        var document = Resources.forCreate(USER, (ObjectNode) JSON.readTree(body));
        document.remove("id");
        return document.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\",\"urn:acme:badge\"],\"userName\":\"a\",\"urn:acme:badge\":{\"pin\":\"1\"}}",
                "{\"schemas\":[\"urn:acme:badge\"],\"userName\":\"a\"}",
                "{\"schemas\": [\"urn:ietf:params:scim:schemas:core:2.0:User\"], \"userName\": \"a\"}",
                "{\"userName\":\"a\",\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"]}",
                "{\"schemas\":[],\"userName\":\"a\"}",
                "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"",
                "{\"schemas\":[\"",
                "{\"schemas\":["
            })
    void what_could_have_more_in_it_is_none(String document) {
        assertThat(WholeDocument.is(document)).isFalse();
    }

    @Test
    void what_stands_beside_it_follows_it() throws JsonProcessingException {
        var beside = JsonNodeFactory.instance.objectNode().put("id", "a\"b");
        var whole = JSON.readTree(WholeDocument.with("{\"schemas\":[\"x\"],\"userName\":\"ann}\"}", beside));
        assertThat(whole).isEqualTo(JSON.readTree("""
                {"schemas":["x"],"userName":"ann}","id":"a\\"b"}"""));
    }
}
