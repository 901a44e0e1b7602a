package io.muster.workflows;

import static io.muster.workflows.Company.PATIENCE;
import static io.muster.workflows.Company.employee;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.muster.events.EventTypes;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may change policies, and what a change changes. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(MailServer.class)
class PolicyChangesTest {
    private Company company;

    @BeforeEach
    void open() {
        company = new Company();
        Company.apply(true, SamplePolicies.ALL).statusCode(200);
    }

    @AfterEach
    void close() {
        company.close();
    }

    @Test
    void nobody_without_the_scope_reads_or_changes_policies_and_nothing_counts_of_a_directory_with_an_error() {
        given().get("/policies").then().statusCode(401);
        given().auth()
                .oauth2(Tokens.with("policy:read"))
                .contentType(ContentType.JSON)
                .body(Company.directory(true, SamplePolicies.ALL))
                .put("/policies")
                .then()
                .statusCode(403);
        given().auth()
                .oauth2(Tokens.with("policy:write"))
                .contentType(ContentType.JSON)
                .put("/policies")
                .then()
                .statusCode(400);
        int version = version();
        Company.apply(false, SamplePolicies.ALL)
                .statusCode(200)
                .body("unchanged", is(true))
                .body("version", is(version));
        Company.apply(true, SamplePolicies.ALL.replace("birthright:", "birthrigt:"))
                .statusCode(400)
                .body("errors[0].file", equalTo("all.yaml"))
                .body("errors[0].field", equalTo("spec.birthrigt"))
                .body("errors[0].allowed", hasItem("birthright"));
        Company.apply(true, "# nothing\n").statusCode(422);
        Company.apply(false, "kind: Application\nmetadata: {name: code-host}\nspec: {}\n")
                .statusCode(409)
                .body("removed", hasItem("Application/crm"));
        assertThat(version()).isEqualTo(version);
        given().auth()
                .oauth2(Tokens.with("policy:read"))
                .get("/policies/schemas/Application")
                .then()
                .statusCode(200)
                .body("title", equalTo("Application"));
    }

    @Test
    void a_new_scope_changes_exactly_those_whom_the_plan_named() {
        var eve = company.joins(employee("eve", "Engineering", null));
        var sam = company.joins(employee("sam", "Support", null));
        company.grant(EventTypes.GRANT_GRANTED, eve, "code-host");
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().auth()
                        .oauth2(Tokens.with("policy:read"))
                        .queryParam("application", "crm")
                        .get("/identities/" + sam + "/explain")
                        .then()
                        .statusCode(200));
        var changed = SamplePolicies.ALL.replace("department eq \"Engineering\"", "department eq \"Support\"");
        given().auth()
                .oauth2(Tokens.with("policy:read"))
                .contentType(ContentType.JSON)
                .body(Company.directory(false, changed))
                .post("/policies/plan")
                .then()
                .statusCode(200)
                .body("gains.find { it.identity == '" + sam + "' }.application", equalTo("code-host"))
                .body("losses.find { it.identity == '" + eve + "' }.application", equalTo("code-host"));
        Company.apply(false, changed).statusCode(200).body("changed", contains("Application/code-host"));
        company.grant(EventTypes.GRANT_GRANTED, sam, "code-host");
        company.grant(EventTypes.GRANT_REVOKED, eve, "code-host");
    }

    @Test
    void policies_are_applied_while_everybody_is_being_decided_on() {
        for (int number = 0; number < 200; number++) {
            company.joins(employee("crowd" + number, "Engineering", null));
        }
        for (int round = 0; round < 12; round++) {
            // Nobody gains or loses by it, but each round makes everybody due again while the last round's work goes
            // on.
            var changed = SamplePolicies.ALL.replace(
                    "department eq \"Engineering\"",
                    "(department eq \"Engineering\" or department eq \"Round %d\")".formatted(round));
            Company.apply(false, changed).statusCode(200).body("changed", contains("Application/code-host"));
        }
    }

    private static int version() {
        return given().auth()
                .oauth2(Tokens.with("policy:read"))
                .get("/policies")
                .then()
                .statusCode(200)
                .extract()
                .path("version");
    }
}
