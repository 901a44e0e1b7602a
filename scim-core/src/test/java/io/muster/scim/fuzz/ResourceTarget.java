package io.muster.scim.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.resource.Changes;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.CustomSchemas;
import io.muster.scim.schema.InvalidSchemas;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaLimits;
import java.util.List;

/** Any JSON as the body of a POST and a PUT, and as a schema that somebody wants to add. */
public final class ResourceTarget {
    private ResourceTarget() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        Language.json(Language.text(input)).ifPresent(body -> {
            for (ResourceType type : List.of(Language.USER, Language.GROUP)) {
                Language.mayBeRefused(() -> created(type, body));
            }
            Language.mayBeRefused(() -> replaced(body));
            schema(body);
        });
    }

    private static void created(ResourceType type, JsonNode body) {
        String written = body.toString();
        ObjectNode document = Resources.forCreate(type, body);
        assertThat(body).as("the input").hasToString(written);
        assertThat(Resources.forCreate(type, document)).hasToString(document.toString());
    }

    private static void replaced(JsonNode body) {
        ObjectNode after = Resources.forReplace(Language.USER, body, Language.ALICE);
        assertThat(after.get("id")).isEqualTo(Language.ALICE.get("id"));
        assertThat(Resources.forReplace(Language.USER, body, after)).hasToString(after.toString());
        Changes.forEvents(Language.USER, Language.ALICE, after);
    }

    private static void schema(JsonNode body) {
        try {
            CustomSchemas.NONE.with(List.of(body), SchemaLimits.DEFAULT);
        } catch (InvalidSchemas refused) {
            assertThat(refused.getMessage()).isNotNull();
        }
    }
}
