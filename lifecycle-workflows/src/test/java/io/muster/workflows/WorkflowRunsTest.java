package io.muster.workflows;

import static io.muster.workflows.Company.ENTERPRISE;
import static io.muster.workflows.Company.PATIENCE;
import static io.muster.workflows.Company.access;
import static io.muster.workflows.Company.employee;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.events.Change;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.testing.KafkaProbe;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What starts a run of a workflow besides dates, and what ends one early. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(MailServer.class)
class WorkflowRunsTest {
    private static final String JOINED = """
            ---
            kind: LifecycleWorkflow
            metadata: {name: joined-security}
            spec:
              category: mover
              trigger: {groupMembershipChange: {change: added, group: security}}
              tasks: [{type: notify, arguments: {customSubject: "In, {userDisplayName}", customBody: "Welcome to security."}}]
            """;
    private static final String LEFT = """
            ---
            kind: LifecycleWorkflow
            metadata: {name: left-security}
            spec:
              category: mover
              trigger: {groupMembershipChange: {change: removed, group: security}}
              tasks: [{type: notify, arguments: {customSubject: "Out, {userDisplayName}", customBody: "Good bye."}}]
            """;
    private static final String BY_HAND = """
            ---
            kind: LifecycleWorkflow
            metadata: {name: by-hand}
            spec:
              category: mover
              trigger: {onDemand: {}}
              scope: 'userType eq "Employee"'
              tasks: [{type: notify, arguments: {customSubject: "By hand, {userDisplayName}", customBody: "Somebody asked for this."}}]
            """;

    private Company company;

    @BeforeEach
    void open() {
        company = new Company();
        Company.apply(true, SamplePolicies.ALL + JOINED + LEFT + BY_HAND).statusCode(200);
    }

    @AfterEach
    void close() {
        company.close();
    }

    @Test
    void of_two_changes_that_arrive_together_each_starts_its_run() {
        var mona = employee("mona", "Engineering", null);
        var id = company.joins(mona);
        company.grant(EventTypes.GRANT_GRANTED, id, "code-host");
        ((ObjectNode) mona.get(ENTERPRISE)).put("department", "Sales");
        var promoted = mona.deepCopy().put("title", "Head of Sales");
        company.changesTogether(
                mona,
                new Change(ENTERPRISE + ":department", TextNode.valueOf("Engineering"), TextNode.valueOf("Sales")),
                promoted,
                new Change("title", null, TextNode.valueOf("Head of Sales")));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(MailServer.subjectsTo("hr-desk@kartapuce.example"))
                        .contains("MONA has moved"));
        runs(id).body("items.workflow", contains("job-profile-change"));
    }

    @Test
    void entering_and_leaving_a_group_starts_a_run_also_for_somebody_who_becomes_known_later() {
        var security = company.group("Security");
        var choir = company.group("Choir");
        var grace = employee("grace", "Engineering", null);
        var id = grace.get("id").asText();
        company.enters(security, id);
        await().atMost(PATIENCE).untilAsserted(() -> runs(id).body("items.state", contains("queued")));
        company.joins(grace);
        company.enters(choir, id);
        await().atMost(PATIENCE).untilAsserted(() -> runs(id).body("items.state", contains("completed")));
        assertThat(MailServer.subjectsTo("grace@kartapuce.example")).containsExactly("In, GRACE");
        company.exits(security, id);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(MailServer.subjectsTo("grace@kartapuce.example"))
                        .containsExactly("In, GRACE", "Out, GRACE"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> runs(id).body("items.workflow", contains("left-security", "joined-security"))
                        .body("items.trigger", contains("groupMembershipChange", "groupMembershipChange"))
                        .body("items.state", contains("completed", "completed")));
    }

    @Test
    void a_workflow_is_started_by_hand_by_whom_may_and_once_for_each_time() {
        var dora = employee("dora", "Engineering", null);
        var id = company.joins(dora);
        await().atMost(PATIENCE).untilAsserted(() -> start("by-hand", id).statusCode(201));
        start("by-hand", id)
                .statusCode(201)
                .body("trigger", equalTo("onDemand"))
                .body("state", equalTo("queued"));
        start("onboard-pre-hire", id).statusCode(422);
        start("by-hand", "nobody").statusCode(404);
        given().auth()
                .oauth2(Tokens.with("policy:read"))
                .contentType(ContentType.JSON)
                .body(Map.of("workflow", "by-hand", "identity", id))
                .post("/runs")
                .then()
                .statusCode(403);
        await().atMost(PATIENCE).untilAsserted(() -> runs(id).body("items.state", contains("completed", "completed")));
        assertThat(MailServer.subjectsTo("dora@kartapuce.example")).containsExactly("By hand, DORA", "By hand, DORA");
        try (var events = KafkaProbe.on(Topics.ACCESS_EVENTS)) {
            var completed = events.awaitEvent(EventTypes.RUN_COMPLETED, id);
            assertThat(Contract.violations(events)).isEmpty();
            assertThat(Objects.requireNonNull(completed.data().details())
                            .path("state")
                            .asText())
                    .isEqualTo("completed");
        }
    }

    @Test
    void a_run_is_canceled_and_says_why_when_its_person_is_out_of_scope_or_deleted_or_its_workflow_removed() {
        var guest = employee("guest", "Engineering", null);
        guest.put("userType", "Guest");
        var outOfScope = company.joins(guest);
        await().atMost(PATIENCE)
                .untilAsserted(() -> start("by-hand", outOfScope).statusCode(201));
        canceled(outOfScope, "Out of scope");

        var security = company.group("Security");
        var short1 = employee("short", "Engineering", null);
        var deleted = short1.get("id").asText();
        company.enters(security, deleted);
        await().atMost(PATIENCE).untilAsserted(() -> runs(deleted).body("items.state", contains("queued")));
        company.deleted(short1);
        canceled(deleted, "The person was deleted");

        var late = employee("late", "Engineering", null);
        var id = late.get("id").asText();
        company.enters(security, id);
        await().atMost(PATIENCE).untilAsserted(() -> runs(id).body("items.state", contains("queued")));
        Company.apply(true, SamplePolicies.ALL).statusCode(200);
        company.joins(late);
        canceled(id, "The workflow was removed or disabled");
        await().atMost(PATIENCE).untilAsserted(() -> access(id).body("items.size()", is(1)));
        assertThat(MailServer.subjectsTo("guest@kartapuce.example")).isEmpty();
        assertThat(MailServer.subjectsTo("short@kartapuce.example")).isEmpty();
        assertThat(MailServer.subjectsTo("late@kartapuce.example")).isEmpty();
    }

    private static void canceled(String identity, String reason) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> runs(identity)
                        .body("items", hasSize(1))
                        .body("items[0].state", equalTo("canceled"))
                        .body("items[0].reason", containsString(reason)));
    }

    private static ValidatableResponse start(String workflow, String identity) {
        return given().auth()
                .oauth2(Tokens.with("policy:write"))
                .contentType(ContentType.JSON)
                .body(Map.of("workflow", workflow, "identity", identity))
                .post("/runs")
                .then();
    }

    private static ValidatableResponse runs(String identity) {
        return given().auth()
                .oauth2(Tokens.with("policy:read"))
                .queryParam("identity", identity)
                .get("/runs")
                .then()
                .statusCode(200);
    }
}
