package io.muster.gateway.bulk;

import static io.muster.gateway.bulk.Feed.accepted;
import static io.muster.gateway.bulk.Feed.ended;
import static io.muster.gateway.bulk.Feed.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

/** Attributes that a platform team has added come from a file like all others. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class ImportSchemasTest {
    private static final String USER_TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType:User";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void an_added_attribute_that_is_unique_is_unique_in_the_plan_as_in_the_run() throws JsonProcessingException {
        var feed = Feed.of(4);
        var urn = "urn:acme:" + feed.name + ":1.0:Thing";
        var before = admin().get("/admin/schemas/" + USER_TYPE)
                .then()
                .statusCode(200)
                .extract()
                .asString();
        var with = (ObjectNode) JSON.readTree(before);
        ((ArrayNode) with.path("schemaExtensions")).addObject().put("schema", urn);
        apply("""
                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Schema"],"id":"%s","name":"Thing","attributes":[
                 {"name":"badge","type":"string","uniqueness":"server"}]}""".formatted(urn), with.toString());
        var mapping = feed.mapping()
                .replace(
                        "    - {to: manager,", "    - {to: \"" + urn + ":badge\", column: given}\n    - {to: manager,");
        feed.person(3).put("given", "JÜRGEN 1"); // the same badge as line 3, in other case
        for (var dry : new String[] {"true", "false"}) {
            assertThat(rejected(accepted(mapping, feed.csv(), "dryRun", dry)))
                    .isEqualTo("5: The " + urn + ":badge is that of line 3.");
        }
        feed.person(3).put("given", "Jürgen 0");
        feed.leaves(0);
        for (var dry : new String[] {"true", "false"}) {
            assertThat(rejected(accepted(mapping, feed.csv(), "dryRun", dry, "mode", "delta")))
                    .isEqualTo("4: The " + urn + ":badge is taken by another person.");
        }
        for (int i : new int[] {0, 1, 2}) {
            Feed.as("hr", "scim:write")
                    .delete("/scim/v2/Users/" + feed.id(i))
                    .then()
                    .statusCode(204);
        }
        apply(before);
        admin().queryParam("id", urn).delete("/admin/schemas").then().statusCode(200);
    }

    private static String rejected(String id) {
        ended(id);
        var row = rows(id, "status", "rejected").getFirst();
        return row.get("line") + ": " + row.get("reason");
    }

    private static void apply(String... documents) {
        admin().body("{\"documents\":[" + String.join(",", documents) + "]}")
                .post("/admin/schemas")
                .then()
                .statusCode(200);
    }

    private static RequestSpecification admin() {
        return Feed.as("admin", "scim:admin").contentType("application/json");
    }
}
