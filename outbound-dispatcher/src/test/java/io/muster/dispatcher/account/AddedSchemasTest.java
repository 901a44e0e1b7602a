package io.muster.dispatcher.account;

import static io.muster.dispatcher.account.Dispatcher.found;
import static io.muster.dispatcher.account.Dispatcher.soon;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.dispatcher.connector.Connector;
import io.muster.runtime.id.Uuid7;
import io.muster.scim.schema.CustomSchemas;
import io.muster.scim.schema.SchemaLimits;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A mapping asks a filter over an attribute whose schema comes later: the account in the target follows. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(TargetServers.class)
class AddedSchemasTest {
    private final Feed feed = new Feed();
    private final Connector codeHost = Dispatcher.scim(TargetServers.scimUrl());

    @AfterEach
    void close() {
        Dispatcher.applyTargets();
        feed.close();
        codeHost.close();
    }

    @Test
    void an_account_follows_when_the_schema_of_a_mappings_filter_is_told() {
        var shared = shared();
        var urn = shared.at("/documents/0/id").asText();
        var custom = CustomSchemas.NONE.with(
                List.of(shared.at("/documents/0"), shared.at("/documents/1")), SchemaLimits.DEFAULT);
        given().auth()
                .oauth2(Tokens.with("provisioning:write"))
                .contentType(ContentType.JSON)
                .body(Map.of("files", List.of(Map.of("name", "targets.yaml", "content", asking(urn)))))
                .put("/targets")
                .then()
                .statusCode(200);
        var ann = Uuid7.next();
        var data = new ObjectMapper().createObjectNode();
        data.putObject(urn).put("agency", "Acme");
        feed.grant(ann, "code-host", "active");
        feed.user(ann, "ann." + ann, true, data);
        awaitTitle(ann, "Internal");
        custom.documents().forEach(feed::schema);
        awaitTitle(ann, "External");
    }

    private void awaitTitle(String identity, String title) {
        soon(() -> assertThat(found(codeHost, "externalId", identity))
                .singleElement()
                .satisfies(
                        account -> assertThat(account.attributes()).containsEntry("title", TextNode.valueOf(title))));
    }

    private static String asking(String urn) {
        var rule =
                "{to: title, value: 'inScope(\"" + urn + ":agency eq \\\"ACME\\\"\") ? \"External\" : \"Internal\"'}";
        return TargetServers.DOCUMENTS.replace("- {to: active,", "- " + rule + "\n    - {to: active,");
    }

    private static JsonNode shared() {
        try (var in = AddedSchemasTest.class.getResourceAsStream("/custom/contractors.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
