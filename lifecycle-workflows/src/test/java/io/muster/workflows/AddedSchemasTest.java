package io.muster.workflows;

import static io.muster.workflows.Company.PATIENCE;
import static io.muster.workflows.Company.employee;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.runtime.pg.database.Database;
import io.muster.scim.schema.CustomSchemas;
import io.muster.scim.schema.SchemaLimits;
import io.muster.testing.MusterServers;
import io.muster.workflows.policy.KnownSchemas;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Schemas come by the topic, stay over a restart, and decide whom a policy is about. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(MailServer.class)
class AddedSchemasTest {
    private static final String PORTAL = """
            ---
            kind: Application
            metadata: {name: agency-portal}
            spec: {birthright: [{name: of-acme, scope: '%s:agency eq "ACME"'}]}
            """;

    @Inject
    Database database;

    private Company company;

    @BeforeEach
    void open() {
        company = new Company();
    }

    @AfterEach
    void close() {
        Company.apply(true, SamplePolicies.ALL).statusCode(200);
        company.close();
    }

    @Test
    void a_policy_over_an_added_attribute_counts_when_its_schema_has_come_and_ends_with_it() {
        var documents = documents();
        var schema = documents.get(0);
        var urn = schema.path("id").asText();
        var user = documents.get(1);
        var userKey = CustomSchemas.keyOfType("User");
        Company.apply(true, SamplePolicies.ALL + PORTAL.formatted(urn))
                .statusCode(400)
                .body("errors[0].message", containsString("agency"));
        var ann = employee("ann-added", "Support", null);
        ann.putObject(urn).put("agency", "Acme");
        var annId = company.joins(ann);
        var bob = employee("bob-added", "Support", null);
        bob.putObject(urn).put("agency", "Other");
        var bobId = company.joins(bob);
        company.schema(userKey, user);
        company.schema(urn, schema);
        await().atMost(PATIENCE)
                .untilAsserted(() -> Company.apply(true, SamplePolicies.ALL + PORTAL.formatted(urn))
                        .statusCode(200));
        Company.status(annId, "agency-portal", "active");
        Company.access(bobId).body("items.findAll { it.application == 'agency-portal' }.size()", equalTo(0));
        assertThat(extensionsAfterARestart()).contains(urn);
        var exact = schema.deepCopy();
        ((ObjectNode) exact.at("/attributes/0")).put("caseExact", true);
        company.schema(urn, exact);
        await().atMost(PATIENCE)
                .untilAsserted(() -> Company.explain(annId, "agency-portal")
                        .body("steps.find { it.rule == 'of-acme' }.matched", equalTo(false)));
        company.schemaRemoved(urn, exact);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(extensionsAfterARestart()).doesNotContain(urn));
        Company.explain(annId, "agency-portal").body("steps.find { it.rule == 'of-acme' }.matched", equalTo(false));
    }

    /** What a process knows that has just been started. */
    private List<String> extensionsAfterARestart() {
        return database
                .transaction(tx -> new KnownSchemas().current(tx))
                .await()
                .atMost(PATIENCE)
                .value()
                .user()
                .extensions()
                .stream()
                .map(extension -> extension.schema().id())
                .toList();
    }

    private static List<ObjectNode> documents() {
        try (var in = AddedSchemasTest.class.getResourceAsStream("/custom/contractors.json")) {
            JsonNode shared = new ObjectMapper().readTree(Objects.requireNonNull(in));
            var custom = CustomSchemas.NONE.with(
                    List.of(shared.at("/documents/0"), shared.at("/documents/1")), SchemaLimits.DEFAULT);
            return List.of(
                    custom.document(shared.at("/documents/0/id").asText()).orElseThrow(),
                    custom.document(CustomSchemas.keyOfType("User")).orElseThrow());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
