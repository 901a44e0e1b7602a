package io.muster.workflows;

import static io.muster.workflows.Company.EMPLOYMENT;
import static io.muster.workflows.Company.ENTERPRISE;
import static io.muster.workflows.Company.employee;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.events.Change;
import io.muster.events.Event;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(MailServer.class)
class LifecycleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String POLICIES = """
            kind: Organization
            metadata: {name: kartapuce}
            spec:
              timeZone: UTC
              fallbackMail: hr-desk@kartapuce.example
              defaults:
                settle: PT2S
                leaver: {disable: at-end, delete: P30D}
                duration: {default: P180D, maximum: P365D}
            ---
            kind: Application
            metadata: {name: code-host}
            spec:
              entitlements: [{name: developer}]
              birthright: [{name: engineers, scope: 'department eq "Engineering"', entitlements: [developer], startsAt: hireDate}]
            ---
            kind: Application
            metadata: {name: crm}
            spec: {birthright: [{name: sales, scope: 'department eq "Sales"'}]}
            ---
            kind: Application
            metadata: {name: erp}
            spec: {entitlements: [{name: payments-creator}, {name: payments-approver}]}
            ---
            kind: AccessPackage
            metadata: {name: payments-approver}
            spec: {grants: [{application: erp, entitlements: [payments-approver]}], requestableBy: 'userType eq "Employee"', duration: {default: P30D}}
            ---
            kind: AccessPackage
            metadata: {name: payments-creator}
            spec: {grants: [{application: erp, entitlements: [payments-creator]}]}
            ---
            kind: SeparationOfDuties
            metadata: {name: pay-and-approve}
            spec: {incompatible: [[{application: erp, entitlement: payments-creator}], [{application: erp, entitlement: payments-approver}]], action: block}
            ---
            kind: LifecycleWorkflow
            metadata: {name: onboard-pre-hire}
            spec:
              category: joiner
              trigger: {timeBased: {attribute: hireDate, offsetInDays: -3, at: "09:00"}}
              scope: 'active eq true'
              tasks:
                - {type: sendWelcomeEmail}
                - {type: sendOnboardingReminderEmail, arguments: {to: [manager]}}
                - {type: notify, arguments: {to: [team], template: new-colleague}, continueOnError: true}
            ---
            kind: LifecycleWorkflow
            metadata: {name: job-profile-change}
            spec: {category: mover, trigger: {attributeChange: {attributes: [department]}}, tasks: [{type: sendMoveNotification}]}
            """;

    private Company company;
    private KafkaProbe grants;

    @BeforeEach
    void open() {
        company = new Company();
        grants = KafkaProbe.on(Topics.ACCESS_GRANTS);
        Company.apply(true, POLICIES).statusCode(200);
    }

    @AfterEach
    void close() {
        company.close();
        grants.close();
    }

    @Test
    void nobody_without_the_scope_reads_or_changes_policies_and_nothing_counts_of_a_directory_with_an_error() {
        given().get("/policies").then().statusCode(401);
        given().auth()
                .oauth2(Tokens.with("policy:read"))
                .contentType(ContentType.JSON)
                .body(Company.directory(true, POLICIES))
                .put("/policies")
                .then()
                .statusCode(403);
        int version = version();
        Company.apply(false, POLICIES)
                .statusCode(200)
                .body("unchanged", is(true))
                .body("version", is(version));
        Company.apply(true, POLICIES.replace("birthright:", "birthrigt:"))
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
    void a_mover_gains_at_once_and_loses_when_settled_and_a_leaver_is_disabled_at_once_and_gone_after_the_retention() {
        var alice = employee("alice", "Engineering", null);
        var id = company.joins(alice);
        var granted = grant(EventTypes.GRANT_GRANTED, id, "code-host");
        assertThat(resource(granted).path("status").asText()).isEqualTo("active");
        assertThat(resource(granted).path("entitlements").get(0).asText()).isEqualTo("developer");
        assertThat(granted.data().reason().text()).contains("department is Engineering");
        assertThat(granted.causationId()).isNotNull();
        access(id).body("items.find { it.application == 'code-host' }.reasons[0].policy", equalTo("code-host"));
        explain(id, "code-host").body("status", equalTo("active"));

        ((ObjectNode) alice.get(ENTERPRISE)).put("department", "Sales");
        company.changes(
                alice,
                new Change(ENTERPRISE + ":department", TextNode.valueOf("Engineering"), TextNode.valueOf("Sales")));
        var gained = grant(EventTypes.GRANT_GRANTED, id, "crm");
        var lost = grant(EventTypes.GRANT_REVOKED, id, "code-host");
        assertThat(Duration.between(gained.data().recordedAt(), lost.data().recordedAt()))
                .isGreaterThan(Duration.ofSeconds(1));
        assertThat(lost.data().version()).isEqualTo(2);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(MailServer.subjectsTo("hr-desk@kartapuce.example"))
                        .contains("ALICE has moved"));

        alice.put("active", false);
        company.disabled(alice);
        assertThat(resource(grant(EventTypes.GRANT_SUSPENDED, id, "crm"))
                        .path("status")
                        .asText())
                .isEqualTo("disabled");
        Company.clockForward("P29D");
        status(id, "crm", "disabled");
        Company.clockForward("P2D");
        assertThat(grant(EventTypes.GRANT_REVOKED, id, "crm").data().cause().name())
                .isEqualTo("TIMER");
        status(id, "crm", "absent");
    }

    @Test
    void a_new_scope_changes_exactly_those_whom_the_plan_named() {
        var eve = company.joins(employee("eve", "Engineering", null));
        var sam = company.joins(employee("sam", "Support", null));
        grant(EventTypes.GRANT_GRANTED, eve, "code-host");
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().auth()
                        .oauth2(Tokens.with("policy:read"))
                        .queryParam("application", "crm")
                        .get("/identities/" + sam + "/explain")
                        .then()
                        .statusCode(200));
        var changed = POLICIES.replace("department eq \"Engineering\"", "department eq \"Support\"");
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
        grant(EventTypes.GRANT_GRANTED, sam, "code-host");
        grant(EventTypes.GRANT_REVOKED, eve, "code-host");
    }

    @Test
    void the_first_day_brings_access_and_three_days_before_mails_go_to_the_person_the_manager_and_the_team_once() {
        var boss = company.joins(employee("boss", "Engineering", null));
        company.joins(employee("mate", "Engineering", boss));
        var gone = employee("gone", "Engineering", boss);
        gone.put("active", false);
        company.joins(gone);
        var nina = employee("nina", "Engineering", boss);
        var firstDay =
                Company.businessNow().atOffset(ZoneOffset.UTC).toLocalDate().plusDays(10);
        ((ObjectNode) nina.get(EMPLOYMENT)).put("hireDate", firstDay.toString());
        var id = company.joins(nina);
        Company.clockForward("P6D");
        access(id).body("items.size()", is(0));
        assertThat(MailServer.subjectsTo("nina@kartapuce.example")).isEmpty();
        Company.clockForward("P2D");
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(MailServer.subjectsTo("nina@kartapuce.example")).containsExactly("Welcome, NINA");
            assertThat(MailServer.subjectsTo("boss@kartapuce.example")).containsExactly("NINA starts on " + firstDay);
            assertThat(MailServer.subjectsTo("mate@kartapuce.example")).containsExactly("A new colleague: NINA");
        });
        assertThat(MailServer.subjectsTo("gone@kartapuce.example")).isEmpty();
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().auth()
                        .oauth2(Tokens.with("policy:read"))
                        .queryParam("identity", id)
                        .get("/runs")
                        .then()
                        .statusCode(200)
                        .body("items.size()", is(1))
                        .body("items[0].state", equalTo("completed")));
        var sent = MailServer.messageIdsTo("nina@kartapuce.example");
        try (var events = KafkaProbe.on(Topics.ACCESS_EVENTS)) {
            var welcome = events.awaitEvent(EventTypes.RUN_TASK_COMPLETED, id);
            assertThat(Contract.violations(events)).isEmpty();
            assertThat(Objects.requireNonNull(welcome.data().details())
                            .path("messageId")
                            .asText())
                    .isEqualTo(sent.getFirst());
        }
        Company.clockForward("P2D");
        var granted = grant(EventTypes.GRANT_GRANTED, id, "code-host");
        assertThat(granted.data().cause().name()).isEqualTo("TIMER");
        assertThat(MailServer.subjectsTo("nina@kartapuce.example")).hasSize(1);
    }

    @Test
    void
            a_request_is_approved_by_the_manager_gives_access_expires_and_a_broken_separation_of_duties_is_refused_by_name() {
        var chief = company.joins(employee("chief", "Finance", null));
        var petra = company.joins(employee("petra", "Finance", chief));
        var other = company.joins(employee("other", "Finance", chief));
        await().atMost(PATIENCE).untilAsserted(() -> access(petra).statusCode(200));
        await().atMost(PATIENCE)
                .untilAsserted(() -> ask(other, other, "payments-approver").statusCode(201));
        ask(other, petra, "payments-approver").statusCode(403);
        String request = ask(petra, petra, "payments-approver")
                .statusCode(201)
                .body("status", equalTo("pending"))
                .body("stages[0].approvers", contains(chief))
                .extract()
                .path("id");
        ask(petra, petra, "payments-creator").statusCode(409).body("rule", equalTo("pay-and-approve"));
        decide(petra, request, "approve").statusCode(403);
        decide(other, request, "approve").statusCode(403);
        given().auth()
                .oauth2(Tokens.person(chief, "access:approve"))
                .get("/approvals?approver=me")
                .then()
                .body("items.id", hasItem(request));
        decide(chief, request, "approve").statusCode(200).body("status", equalTo("approved"));
        var granted = grant(EventTypes.GRANT_GRANTED, petra, "erp");
        assertThat(granted.data().actor().id()).isEqualTo(chief);
        assertThat(resource(granted).path("reasons").get(0).path("request").asText())
                .isEqualTo(request);
        assertThat(resource(granted).has("validTo")).isTrue();
        decide(chief, request, "deny").statusCode(409);
        Company.clockForward("P30D");
        assertThat(grant(EventTypes.GRANT_REVOKED, petra, "erp").data().cause().name())
                .isEqualTo("TIMER");
        given().auth()
                .oauth2(Tokens.person(petra, "access:request"))
                .get("/requests/" + request)
                .then()
                .body("status", equalTo("expired"));
    }

    private static ValidatableResponse ask(String as, String person, String accessPackage) {
        return given().auth()
                .oauth2(Tokens.person(as, "access:request"))
                .contentType(ContentType.JSON)
                .body(Map.of("for", person, "accessPackage", accessPackage, "justification", "month end"))
                .post("/requests")
                .then();
    }

    private static ValidatableResponse decide(String as, String request, String decision) {
        return given().auth()
                .oauth2(Tokens.person(as, "access:approve"))
                .contentType(ContentType.JSON)
                .body(Map.of("decision", decision, "justification", "looked at it"))
                .post("/approvals/" + request)
                .then();
    }

    private static ValidatableResponse access(String id) {
        return given().auth()
                .oauth2(Tokens.with("policy:read"))
                .get("/identities/" + id + "/access")
                .then();
    }

    private static ValidatableResponse explain(String id, String application) {
        return given().auth()
                .oauth2(Tokens.with("policy:read"))
                .queryParam("application", application)
                .get("/identities/" + id + "/explain")
                .then()
                .statusCode(200);
    }

    private static void status(String id, String application, String status) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> access(id)
                        .body("items.find { it.application == '" + application + "' }.status", equalTo(status)));
    }

    private static ObjectNode resource(Event event) {
        return Objects.requireNonNull(event.data().resource());
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

    private Event grant(String type, String identity, String application) {
        var key = identity + ":" + application;
        grants.await(
                type + " of " + key,
                rec -> rec.key().equals(key)
                        && new String(rec.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8)
                                .equals(type));
        List<Event> events = grants.events(key);
        return events.stream()
                .filter(e -> e.type().equals(type))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
